export type { BundleName, HandlerBundle } from "./bundle.ts";
export type { HeartbeatEnvironment } from "./heartbeat/env.ts";
export { heartbeatPermissions } from "./heartbeat/permissions.ts";
export { lambdaRuntime } from "./runtime.ts";
export type { TransactionEnvironment } from "./transaction/env.ts";
export { transactionPermissions } from "./transaction/permissions.ts";
