/** Failover by Route 53 alone: one endpoint check, and a pair of records. */
export interface PlainFailover {
  readonly failoverName: string;
  /** The host that the environment's own endpoint check asks; the new one asks the same of it. */
  readonly primaryHost: string;
  /** 10 or 30 */
  readonly checkIntervalSeconds: number;
  readonly failureThreshold: number;
  readonly ttlSeconds: number;
}
