/**
 * Every IAM action the function `transaction` uses, per table and bucket; its role needs these and no more.
 * No DeleteItem, no DeleteObject: items and documents are written once. Nothing is read across a table, so no Scan and no
 * index.
 */
export const transactionPermissions = {
  /** On the workload table: append an item, read the versions of one id. */
  workloadTable: ["dynamodb:PutItem", "dynamodb:Query"],
  /** On the region's own fence (`fenceItemKey`): read it, confirm it, and set it where DNS names the other region. */
  controlTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  /** On the documents bucket itself: list the versions of one document. */
  documentsBucket: ["s3:ListBucket"],
  /** On the objects of the documents bucket: write a document, read it. */
  documents: ["s3:GetObject", "s3:PutObject"],
  /** On the key of the documents, through S3: encrypt what is written, decrypt what is read. */
  documentsKey: ["kms:Decrypt", "kms:GenerateDataKey"],
} as const;
