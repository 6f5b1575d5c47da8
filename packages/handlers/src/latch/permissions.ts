/** Every IAM action the function `latch` uses; its role needs these and no more. */
export const latchPermissions = {
  /** On the latch's item of the state table: read it. */
  stateTable: ["dynamodb:GetItem"],
} as const;
