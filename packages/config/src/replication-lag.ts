/**
 * Key of a region's reading of how far its database's copy is behind, in the control table. The partition key names the
 * region that reads, because that is what an IAM policy can hold a reader to.
 */
export function replicationLagItemKey(region: string): { readonly pk: string; readonly sk: string } {
  return { pk: `replication-lag#${region}`, sk: "latest" };
}

/**
 * What lag readers tell CloudWatch. The metric is the same whoever writes at the moment; without a reading there is no
 * datum, which the alarm counts as breaching.
 */
export const replicationLagMetrics = {
  namespace: "Tandem",
  /**
   * Seconds since the database's writer wrote what was last read of it here: at most so much would be lost. The writer
   * writes every ten seconds, so that up to ten of them are no lag.
   */
  lag: "ReplicationLagSeconds",
  /** @param functionName Physical name of the reader's function; no other function of its account and region has it. */
  dimensions: (functionName: string) => ({ service: functionName }),
} as const;

/** Seconds by which a copy's data may lag before people are told. */
export const replicationLagLimitSeconds = 30;
