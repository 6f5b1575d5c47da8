import type { Topology } from "@tandem/config";

/** What an outage depends on. */
export interface DrillSettings {
  /** Between two looks of one of Route 53's checkers, in seconds: 10 or 30. */
  readonly checkIntervalSeconds: number;
  /** How many looks in a row must fail. */
  readonly failureThreshold: number;
  /** Of the records that clients follow, in seconds. */
  readonly ttlSeconds: number;
  /** Whether the failover controller runs, with its latch and its fences. */
  readonly controller: boolean;
}

/**
 * Those of the public reference kit: Route 53's own defaults (a look every 30 s, three failures), a TTL of 60 s, records
 * that hang on the endpoint check alone, a standby that takes writes from the start, and nobody who decides. A database is
 * promoted by a person.
 */
export const referenceSettings: DrillSettings = {
  checkIntervalSeconds: 30,
  failureThreshold: 3,
  ttlSeconds: 60,
  controller: false,
};

export function settingsOf({ routing }: Topology): DrillSettings {
  const { healthCheckIntervalSeconds: checkIntervalSeconds, failureThreshold, ttlSeconds } = routing;
  return { checkIntervalSeconds, failureThreshold, ttlSeconds, controller: true };
}
