/**
 * Every IAM action the function `transaction` uses, per table; its role needs these and no more.
 * No UpdateItem or DeleteItem: a ledger item is written once. Nothing is read across a table, so no Scan and no index.
 */
export const transactionPermissions = {
  /** On the workload table: append an item, read the versions of one id. */
  workloadTable: ["dynamodb:PutItem", "dynamodb:Query"],
  /** On the control table: read the region's fence state. */
  controlTable: ["dynamodb:GetItem"],
} as const;
