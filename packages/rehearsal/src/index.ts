export { proveIam } from "./iam-proof/prove.ts";
export type { IamProof } from "./iam-proof/prove.ts";
export { purposesOf } from "./iam-proof/purposes.ts";
export {
  isProvingGroundUp,
  languageHostKind,
  officialPlugin,
  openProvingGround,
  pulumiVersion,
  startProvingGround,
  stopProvingGround,
} from "./proving-ground.ts";
