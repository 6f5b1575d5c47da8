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
}

/** A reading's value; undefined when it is unknown, too old, or of a time that has not come. */
export function valueOf<Value>(reading: Reading<Value>, now: number, maxAgeMs: number): Value | undefined {
  if (!reading.known || reading.at > now || now - reading.at > maxAgeMs) return undefined;
  return reading.value;
}
