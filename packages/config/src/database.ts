/** Seconds by which the standby's data may lag before people are told. */
export const replicationLagLimitSeconds = 30;

/**
 * What is told of a global database, in CloudWatch, by those that look at it: the metrics are the same whichever region is
 * active. Each has one dimension, which tells one publisher from all others.
 */
export const databaseMetrics = {
  namespace: "Tandem",
  /**
   * Seconds between a write in the active region and its arrival at the reader of the other, by the lag reader of the region
   * that reads. A region whose cluster is the writer tells none.
   */
  replicationLag: "ReplicationLagSeconds",
  /** How many instances of the secondary's cluster are available, by the failover controller. */
  standbyInstances: "StandbyInstances",
  /** 1 where every member of the global database has the same engine version, 0 where not, by the failover controller. */
  engineVersionParity: "EngineVersionParity",
  /** @param functionName Physical name of the function that publishes; no other of its account and region has it. */
  dimensions: (functionName: string) => ({ service: functionName }),
} as const;
