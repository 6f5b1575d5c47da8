export type { BundleName, HandlerBundle } from "./bundle.ts";
export { lambdaRuntime } from "./runtime.ts";
export type { TransactionEnvironment } from "./transaction/env.ts";
export { transactionPermissions } from "./transaction/permissions.ts";
