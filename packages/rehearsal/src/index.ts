export { openEnvironment, pulumiVersion, startProvingGround, stopProvingGround } from "./proving-ground.ts";
export { proveIam } from "./iam-proof/prove.ts";
export type { IamProof } from "./iam-proof/prove.ts";
