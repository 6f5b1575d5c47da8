/**
 * Every IAM action of a ledger over PostgreSQL, per resource; its role needs these and no more, and to run in a VPC what
 * AWS's managed policy `AWSLambdaVPCAccessExecutionRole` names.
 */
export const ledgerPostgresPermissions = {
  /** On the region's own fence (`fenceItemKey`): read it, confirm it, and set it where DNS names the other region. */
  controlTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  /** The same for a function that serves health alone: read it. */
  healthControlTable: ["dynamodb:GetItem"],
  /** On the table for sessions, where there is one: write a session, read its versions. */
  sessionsTable: ["dynamodb:PutItem", "dynamodb:Query"],
  /** On the documents bucket itself: list the versions of one document. */
  documentsBucket: ["s3:ListBucket"],
  /** On the objects of the documents bucket: write a document, read it. */
  documents: ["s3:GetObject", "s3:PutObject"],
  /** On the key of the documents, through S3: encrypt what is written, decrypt what is read. */
  documentsKey: ["kms:Decrypt", "kms:GenerateDataKey"],
  /** On the region's replica of the database's secret: read it. */
  databaseSecret: ["secretsmanager:GetSecretValue"],
  /** On the secret's key in this region, through Secrets Manager. */
  databaseSecretKey: ["kms:Decrypt"],
} as const;
