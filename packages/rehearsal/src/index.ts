export { openEnvironment, pulumiVersion, startProvingGround, stopProvingGround } from "./proving-ground.ts";
