import { heartbeatPermissions } from "../heartbeat/permissions.ts";

/** Every IAM action of a writer that has a database as well, beside those of its VPC; its role needs these and no more. */
export const heartbeatPostgresPermissions = {
  ...heartbeatPermissions,
  /** On the region's replica of the database's secret: read it. */
  databaseSecret: ["secretsmanager:GetSecretValue"],
  /** On the secret's key in this region, through Secrets Manager. */
  databaseSecretKey: ["kms:Decrypt"],
} as const;
