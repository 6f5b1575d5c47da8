export { monteCarlo } from "./controller/simulation/monte-carlo.ts";
export type { MonteCarloResult } from "./controller/simulation/monte-carlo.ts";
