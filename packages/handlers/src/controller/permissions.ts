/** Every IAM action the function `controller` uses, per resource; its role needs these and no more. */
export const controllerPermissions = {
  /** On the state table of this region: lease and state, latch, targets and request; the ledger, which only grows. */
  stateTable: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  /** On both fences (`fenceItemKey`) in the control table of both regions: read them, set them. */
  fences: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  /** On both heartbeats (`heartbeatItemKey`) in this region's replica of the control table: read them. */
  heartbeats: ["dynamodb:GetItem"],
  /** On both markers (`markerItemKey`) in the table for them, of both regions: read them, set them. */
  markers: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  /** On both documents buckets: whether a marker (`markerObjectKey`, as prefix) is there. */
  markerBuckets: ["s3:ListBucket"],
  /** On both markers' objects in both documents buckets: read them, write them. */
  markerObjects: ["s3:GetObject", "s3:PutObject"],
  /** On the documents' keys of both regions, through S3: encrypt and decrypt markers. */
  markerKey: ["kms:Decrypt", "kms:GenerateDataKey"],
  /** On the alert topics of both regions: tell people. */
  topics: ["sns:Publish"],
  /** On the topics' keys of both regions, through SNS: it encrypts in the publisher's name. */
  topicKey: ["kms:Decrypt", "kms:GenerateDataKey"],
} as const;
