/** Every IAM action the function `lag-reader` uses beside those of its VPC; its role needs these and no more. */
export const lagReaderPermissions = {
  /** On the region's own reading (`replicationLagItemKey`) in the control table: set it. */
  controlTable: ["dynamodb:UpdateItem"],
  /** On the region's replica of the database's secret: read it. */
  databaseSecret: ["secretsmanager:GetSecretValue"],
  /** On the secret's key in this region, through Secrets Manager. */
  databaseSecretKey: ["kms:Decrypt"],
} as const;
