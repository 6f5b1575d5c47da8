import type { FunctionNetwork } from "../sandbox/function-source.ts";

/** Name of the variable in which an instance's process finds an {@link InstancePlace}, as JSON. */
export const placeVariable = "TANDEM_INSTANCE";

/** What the process of an instance has to know before its program runs. */
export interface InstancePlace extends Pick<FunctionNetwork, "gate" | "nameServers" | "databases"> {
  readonly region: string;
  /** Whether its program waits for the word {@link startWord}. */
  readonly held: boolean;
}

/** What the supervisor says to a process that is held. */
export const startWord = "start";

/** What a process says: that it only waits for that word, or at which port of 127.0.0.1 its program listens. */
export type InstanceWord = "held" | { readonly port: number };
