/** Every IAM action the function `heartbeat` uses; its role needs these and no more. It reads nothing. */
export const heartbeatPermissions = {
  /** On the control table: set the region's heartbeat. */
  controlTable: ["dynamodb:UpdateItem"],
  /** On the region's object in the documents bucket: write it. */
  evidence: ["s3:PutObject"],
  /** On the key of the documents, through S3: encrypt what is written. */
  evidenceKey: ["kms:GenerateDataKey"],
} as const;
