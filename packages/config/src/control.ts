/**
 * What controller, workload and command line leave for each other in DynamoDB and S3, and what DNS tells of it.
 *
 * The control table is a global table: every item in it has one writer per region, and a condition is evaluated on the
 * replica that is written to. The state table is of the standby region alone: lease, state, latch and requests are there.
 */

/** Key of a region's fence in the control table. Written on that region's own replica only. */
export function fenceItemKey(region: string): { readonly pk: string; readonly sk: string } {
  return { pk: `region-state#${region}`, sk: "latest" };
}

/**
 * Key of the marker that a region writes as its last word of an epoch, in the global table that holds what clients write: the
 * ledger, sessions where the ledger is in a database, else the control table.
 */
export function markerItemKey(region: string): { readonly pk: string; readonly sk: string } {
  return { pk: `MARKER#${region}`, sk: "latest" };
}

/** Key of a region's marker in its documents bucket, which copies it to the other region's. */
export function markerObjectKey(region: string): string {
  return `markers/${region}.json`;
}

/** Keys of the state table's items. */
export const stateItemKeys = {
  /** `{ lease: { invocationId, startedAt }, version, state }`: lease and state change under one condition. */
  state: { pk: "controller", sk: "state" },
  /** `{ epoch, set }`: what `GET /latch` tells. */
  latch: { pk: "latch", sk: "latest" },
  /** `{ id, kind, by, at }`: a person's wish, which the next tick takes up. */
  request: { pk: "request", sk: "latest" },
  /** {@link Targets}: what the traffic plane has made. Until it is there, the controller watches nothing. */
  targets: { pk: "targets", sk: "latest" },
} as const;

/** Partition of the state table that holds what has happened: sort key `<ISO 8601 time>#<id>`. */
export const ledgerPartition = "ledger";

/** What the controller watches and moves, beyond what names tell. One attribute each. */
export interface Targets {
  /** `https://<host>/<stage>/health` of the primary. */
  readonly primaryHealthUrl: string;
  /** `https://<host>/<stage>/ready` of the standby. */
  readonly standbyReadyUrl: string;
  /**
   * The Aurora global database, whose writer follows the active region.
   * @default there is none
   */
  readonly database?: DatabaseTargets | undefined;
  /**
   * What serves, and grows where it takes over.
   * @default nothing is to be grown
   */
  readonly compute?: ComputeTargets | undefined;
}

/** A global database and its clusters, one in each region. */
export interface DatabaseTargets {
  readonly globalClusterId: string;
  readonly primaryArn: string;
  readonly standbyArn: string;
}

/** Names by role, of one of the two. */
export interface ComputeTargets {
  readonly autoScalingGroups?: { readonly primary: string; readonly standby: string } | undefined;
  /** Functions with reserved concurrency. */
  readonly functions?: { readonly primary: string; readonly standby: string } | undefined;
}

/** What the latch's health check looks for; its check is inverted, so finding it is what makes the primary unhealthy. */
export function latchedBody(environment: string): string {
  return `LATCHED-${environment}`;
}

/** TXT failover pair on the endpoint check alone: `up` while Route 53 finds the primary's endpoint healthy, else `down`. */
export function witnessName(failoverName: string): string {
  return `witness.${failoverName}`;
}

/** TXT failover pair on the latch check alone: `primary` while the latch is not set, else `standby`. */
export function roleName(failoverName: string): string {
  return `role.${failoverName}`;
}

/** TTL of both TXT pairs, in seconds. */
export const controlTtlSeconds = 5;

/** The region whose DynamoDB endpoint (`https://dynamodb.<region>.amazonaws.com/ping`) the control probe asks. */
export function controlProbeUrl(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com/ping`;
}
