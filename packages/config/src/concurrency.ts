import type { Role } from "./regions.ts";

/** What is reserved for a region's heartbeat writer: two overlap at most starts; a third is a start that was delivered twice. */
export const heartbeatConcurrency = 3;

/** What is reserved for a region's lag reader, which is started as a heartbeat writer is. */
export const lagReaderConcurrency = 3;

/** What is reserved for the controller: two overlap at most starts; a third is a start that was delivered twice. */
export const controllerConcurrency = 3;

/**
 * What is reserved for the latch: Route 53's checkers, some in each of eight regions, ask several times a second, and a
 * request that is turned away reads as a latch that is not set. An own choice: each takes milliseconds.
 */
export const latchConcurrency = 10;

/** What is reserved for a region's health function: Route 53's checkers ask it every 30 s each, whether the region could serve. */
export const healthConcurrency = 10;

/** As much of a topology as decides what is reserved. */
export interface ConcurrencyTopology {
  readonly compute: {
    readonly reservedConcurrency?: number | undefined;
    readonly functionUrls?: boolean | undefined;
    readonly [other: string]: unknown;
  };
  readonly database?: object | undefined;
}

/** What a region reserves of the account's concurrent executions, by what it is for. Controller and latch are the standby's. */
export function reservedIn(
  { compute: { reservedConcurrency, functionUrls }, database }: ConcurrencyTopology,
  role: Role,
): ReadonlyMap<string, number> {
  return new Map([
    ["heartbeat", heartbeatConcurrency],
    ...(database === undefined ? [] : [["lag reader", lagReaderConcurrency] as const]),
    ...(functionUrls === true ? [["health function", healthConcurrency] as const] : []),
    ...(role === "standby"
      ? ([
          ["controller", controllerConcurrency],
          ["latch", latchConcurrency],
        ] as const)
      : []),
    ...(reservedConcurrency === undefined ? [] : [["workload", reservedConcurrency] as const]),
  ]);
}
