import { failover } from "@tandem/config/failover";
import type { FailoverSettings } from "@tandem/config/failover";
import type { OperatorRequest } from "../readings.ts";

/** What can be wrong with the world. Those of the first line hit the primary itself. */
export const primaryFaultKinds = ["primary-dark", "api-dead", "data-dead", "primary-slow"] as const;
/** Those of the second hit what is seen of it, or the standby. */
export const otherFaultKinds = [
  "heartbeat-missing",
  "cut",
  "standby-egress-cut",
  "standby-unready",
  "standby-dark",
  "verdict-unreadable",
  "control-down",
  "latch-lost",
] as const;
/** Those of the third hit the primary's database alone, those of the fourth what is seen of it, or the standby's copy. */
export const databaseFaultKinds = ["database-dead"] as const;
export const otherDatabaseFaultKinds = [
  "replication-stalled",
  "rds-unreadable",
  "standby-headless",
  "version-mismatch",
] as const;
export type FaultKind =
  | (typeof primaryFaultKinds)[number]
  | (typeof otherFaultKinds)[number]
  | (typeof databaseFaultKinds)[number]
  | (typeof otherDatabaseFaultKinds)[number];

/** A global database, for a history that has one. All times are milliseconds. */
export interface DatabaseHistory {
  /** How long it takes to move the writer. */
  readonly promotionMs: number;
  /** How many of the first moves fail, after that time. */
  readonly failingPromotions: number;
  /** How long what is written takes to the standby. */
  readonly lagMs: number;
}

/** A fault from one moment to another, milliseconds after the start of the history. */
export interface Fault {
  readonly kind: FaultKind;
  readonly from: number;
  readonly to: number;
}

/** What happens to the controller at its nth call, counted over all invocations from 0. */
export interface Mishap {
  readonly nth: number;
  /** Killed before the call, or between the call and its record; or the call leaves late, by `lateMs`. */
  readonly kind: "killed-before" | "killed-after" | "late";
  readonly lateMs: number;
}

/** One life of the model world, from its beginning. All times are milliseconds. */
export interface History {
  /** Of every phase, delay and chance that is not given here. */
  readonly seed: number;
  readonly lastsMs: number;
  readonly faults: readonly Fault[];
  readonly mishaps: readonly Mishap[];
  readonly requests: readonly OperatorRequest[];
  /** How much later than usual the checkers' verdict shows. */
  readonly checkerLagMs: number;
  readonly checkIntervalMs: number;
  readonly failureThreshold: number;
  /** Shares, 0 to 1, of ticks that are lost, of ticks that come twice, of starts that come twice. */
  readonly lostTicks: number;
  readonly doubleTicks: number;
  readonly doubleStarts: number;
  readonly settings: FailoverSettings;
  /** @default there is none */
  readonly database?: DatabaseHistory | undefined;
}

/** A quiet history with Tandem's settings. */
export const quietHistory: Omit<History, "seed"> = {
  lastsMs: 200_000,
  faults: [],
  mishaps: [],
  requests: [],
  checkerLagMs: 0,
  checkIntervalMs: 10_000,
  failureThreshold: 3,
  lostTicks: 0,
  doubleTicks: 0,
  doubleStarts: 0,
  settings: failover,
};
