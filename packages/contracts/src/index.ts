export { consume, published, whoAmI } from "./consume.ts";
export type { Consumed } from "./consume.ts";
export { layerId, parseOutputs, pinnedOutputs, projectName, stackName } from "./contract.ts";
export type { Contract, OutputProblem, OutputsOf, Project } from "./contract.ts";
export { environmentOutputs } from "./environment-outputs.ts";
export type { OutputSource } from "./environment-outputs.ts";
export { publish } from "./publish.ts";
export type { PublishedOutputs } from "./publish.ts";
export { changedContracts } from "./snapshots.ts";
export { stackGraph } from "./stack.ts";
export type { Layer, StackDefinition } from "./stack.ts";
export {
  foundationContract,
  primaryRegionContract,
  sharedContract,
  stacks,
  standbyRegionContract,
  trafficContract,
} from "./stacks.ts";
