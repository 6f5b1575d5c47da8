/** Milliseconds between two heartbeats of a region. */
export const heartbeatIntervalMs = 10_000;

/**
 * Key of a region's heartbeat in the control table. The partition key names the region, because that is what an IAM policy
 * can hold a writer to.
 */
export function heartbeatItemKey(region: string): { readonly pk: string; readonly sk: string } {
  return { pk: `heartbeat#${region}`, sk: "latest" };
}

/** Key of a region's heartbeat in its documents bucket, which copies it to the other region's. */
export function heartbeatObjectKey(region: string): string {
  return `heartbeats/${region}.json`;
}

/** What heartbeat writers count, in CloudWatch. Each metric has one dimension, which tells one writer from all others. */
export const heartbeatMetrics = {
  namespace: "Tandem",
  /** 1 for each heartbeat that was written to the control table, 0 for each that could not be. */
  heartbeats: "Heartbeats",
  /** 1 for each object that could not be put into the bucket. */
  evidenceFailures: "HeartbeatEvidenceFailures",
  /**
   * 1 for each heartbeat that was written to the region's database, 0 for each that could not be; none where the database
   * is a standby, which is no place for it.
   */
  databaseHeartbeats: "DatabaseHeartbeats",
  /** @param functionName Physical name of the writer's function; no other function of its account and region has it. */
  dimensions: (functionName: string) => ({ service: functionName }),
} as const;
