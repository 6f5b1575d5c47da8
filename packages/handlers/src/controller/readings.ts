/**
 * What was read, and when; or unknown, and why. Times are milliseconds since 1970 by the controller's clock. Unknown is
 * never healthy and never caught up.
 */
export type Reading<Value> =
  | { readonly known: true; readonly value: Value; readonly at: number }
  | { readonly known: false; readonly why: string };

/** The roles that the stacks were deployed with. Which of them is active at the moment is part of the state. */
export type Side = "primary" | "standby";

export function otherSide(side: Side): Side {
  return side === "primary" ? "standby" : "primary";
}

/** What a region's `/health` said to the controller. Only `up` and `fenced` say that its stores answer. */
export type ProbeValue = "up" | "fenced" | "data-down" | "down";

/** A region's item in the control table, as last read in that region or, where it does not answer, in the replica here. */
export interface FenceValue {
  readonly epoch: number;
  readonly fenced: boolean;
}

/** What the latch says by the state table, and at which epoch it was last changed. */
export interface LatchValue {
  readonly epoch: number;
  readonly set: boolean;
}

/** Where the global database's writer is, as DescribeGlobalClusters tells it in the standby region. */
export interface DatabaseRoles {
  /** `none`: no cluster is told to be the writer. */
  readonly writer: Side | "none";
  /** To whom it is being moved; undefined while nothing moves. */
  readonly movingTo: Side | undefined;
  /** The version that a cluster must have to become the writer. */
  readonly engineVersion: string;
}

/** A side's cluster of the global database, in its own region. */
export interface ClusterValue {
  readonly engineVersion: string;
  /** Instances that run. A cluster without any cannot be promoted. */
  readonly instances: number;
}

/** How far a copy is behind its writer, as the lag reader of its region has left it. */
export interface LagValue {
  readonly lagMs: number;
  /** When it was read, milliseconds since 1970. */
  readonly readAt: number;
}

/** The snapshot of what the old writer had not replicated. */
export interface LostTailValue {
  readonly snapshot: string;
  /** What its copy is called. */
  readonly as: string;
  /** How far the copy is. Only one that is `available` keeps anything. */
  readonly copy: "none" | "under-way" | "available" | "failed";
}

/** Everything that one tick saw of the global database. */
export interface DatabaseObservations {
  readonly roles: Reading<DatabaseRoles>;
  readonly clusters: Readonly<Record<Side, Reading<ClusterValue>>>;
  /** Of the side that is not active. */
  readonly lag: Reading<LagValue>;
  /** With their patch levels, which RDS does not tell; undefined where the engine is not Aurora's. */
  readonly auroraVersions: Readonly<Record<Side, Reading<string | undefined>>>;
  /** For how long the primary had not reached its database when it wrote its last heartbeat that arrived here. */
  readonly silence: Reading<number>;
  /** Read while there may be one that is not kept yet. */
  readonly lostTail: Reading<LostTailValue | "none">;
}

/** How much a side can serve: instances of a group, or concurrent executions of a function. */
export interface Capacity {
  readonly least: number;
  readonly wanted: number;
  readonly most: number;
}

/** A side's capacity, and how much of it serves. */
export interface CapacityValue extends Capacity {
  readonly serving: number;
}

/** A person's wish, from the state table. */
export interface OperatorRequest {
  /** Chosen by the person's command; each is served once. */
  readonly id: string;
  /** `failover-with-data-loss` waits for nothing, and takes over from an operation that has not switched yet. */
  readonly kind: "failover" | "failover-with-data-loss" | "failback";
  /** When it was left, milliseconds since 1970 by the clock of the person's machine. */
  readonly at: number;
}

/** Everything that one tick saw. */
export interface Observations {
  /** Whether this controller holds the lease. One without it decides nothing. */
  readonly lease: "held" | "lost";
  /** `/health` of the primary, asked from the standby. */
  readonly probe: Reading<ProbeValue>;
  /** Whether a third region answers: where it does not, the own probe tells of the own network only. */
  readonly control: Reading<"up" | "down">;
  /** When each region wrote its last heartbeat that arrived here. Unknown where none ever did, too. */
  readonly heartbeats: Readonly<Record<Side, Reading<number>>>;
  /** Route 53's verdict on the primary's endpoint, from the TXT pair `witness.<name>`. */
  readonly verdict: Reading<"up" | "down">;
  /** Whether the standby could serve once promoted: its `/ready`. */
  readonly standbyReady: Reading<boolean>;
  readonly fences: Readonly<Record<Side, Reading<FenceValue>>>;
  readonly latch: Reading<LatchValue>;
  /** The highest epoch whose markers were read in every store of a region, written by the other one. */
  readonly markers: Readonly<Record<Side, Reading<number>>>;
  /** Whom the TXT record `role.<name>` names. */
  readonly role: Reading<Side>;
  readonly request: OperatorRequest | undefined;
  /** Absent where the environment has no global database. */
  readonly database?: DatabaseObservations | undefined;
  /** Absent where nothing is to be grown. */
  readonly compute?: Readonly<Record<Side, Reading<CapacityValue>>> | undefined;
}

/** A reading's value; undefined when it is unknown, too old, or of a time that has not come. */
export function valueOf<Value>(reading: Reading<Value>, now: number, maxAgeMs: number): Value | undefined {
  if (!reading.known || reading.at > now || now - reading.at > maxAgeMs) return undefined;
  return reading.value;
}
