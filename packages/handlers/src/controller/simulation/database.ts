import { otherSide } from "../readings.ts";
import type { DatabaseObservations, LagValue, Reading, Side } from "../readings.ts";
import type { Change } from "../state.ts";
import type { Agenda } from "./agenda.ts";
import type { DatabaseHistory, FaultKind } from "./history.ts";

/** What happened to a change at the place where it takes effect; `already`: it had been so. */
export type Effect = "done" | "already" | "refused" | "unreachable";

const readEveryMs = 10_000;
/** Aurora replicates "typically under a second" (AWS). */
const leastLagMs = 100;

export interface DatabaseWorldPorts {
  readonly agenda: Agenda;
  readonly history: DatabaseHistory;
  readonly isFaulty: (...kinds: readonly FaultKind[]) => boolean;
  readonly every: (intervalMs: number, run: () => void) => void;
}

/**
 * A global database as the controller meets it: one writer, which moves when RDS is asked to and takes its time, or fails;
 * a row that the writer writes with each of its heartbeats; and a reader in each region that tells its age.
 */
export class DatabaseWorld {
  writer: Side = "primary";
  movingTo: Side | undefined;
  /** How often RDS was asked to move it while it moved: a blind repetition. */
  blindCalls = 0;
  #failures: number;
  /** When the newest row of each side was written. */
  readonly #rows: Partial<Record<Side, number>> = {};
  readonly #lags: Partial<Record<Side, LagValue>> = {};
  #reachedAt: number;
  #silence: number | undefined;
  readonly #ports: DatabaseWorldPorts;

  constructor(ports: DatabaseWorldPorts) {
    this.#ports = ports;
    this.#failures = ports.history.failingPromotions;
    this.#reachedAt = ports.agenda.now;
    ports.every(readEveryMs, () => this.#read("primary"));
    ports.every(readEveryMs, () => this.#read("standby"));
  }

  /** Whether a region that is there gets its writes into its own cluster. */
  takesWrites(side: Side): boolean {
    return this.writer === side && this.movingTo === undefined && !this.#isDead(side);
  }

  /** A region's heartbeat, which writes the row where it can; what it tells of that arrives with the heartbeat. */
  beat(side: Side): { readonly arrive: () => void } {
    const { now } = this.#ports.agenda;
    if (this.takesWrites(side)) {
      if (side === "primary") this.#reachedAt = now;
      this.#store(side, now);
      this.#replicate(now, otherSide(side));
    }
    const silence = now - this.#reachedAt;
    return {
      arrive: () => {
        if (side === "primary") this.#silence = silence;
      },
    };
  }

  /** @param passive Whose lag is read */
  observe(at: number, reachesPrimary: boolean, passive: Side): DatabaseObservations {
    const { isFaulty } = this.#ports;
    const known = <Value>(value: Value): Reading<Value> => ({ known: true, value, at });
    const unknown = (why: string): Reading<never> => ({ known: false, why });
    const { writer, movingTo } = this;
    const engineVersion = "17.7";
    const lag = this.#lags[passive];
    return {
      roles: isFaulty("rds-unreadable") ? unknown("no answer") : known({ writer, movingTo, engineVersion }),
      clusters: {
        primary: reachesPrimary ? known({ engineVersion, instances: 1 }) : unknown("no answer"),
        standby: known({
          engineVersion: isFaulty("version-mismatch") ? "17.6" : engineVersion,
          instances: isFaulty("standby-headless") ? 0 : 1,
        }),
      },
      lag: lag === undefined ? unknown("never read") : known(lag),
      // Of a PostgreSQL that is not Aurora's.
      auroraVersions: { primary: known(undefined), standby: known(undefined) },
      silence: this.#silence === undefined ? unknown("never told") : known(this.#silence),
      lostTail: known("none"),
    };
  }

  change({ kind, side }: Extract<Change, { kind: "failover-database" | "switchover-database" }>): Effect {
    const { isFaulty } = this.#ports;
    if (isFaulty("rds-unreadable")) return "unreachable";
    const isPlanned = kind === "switchover-database";
    // A switchover is asked for in the writer's region, and a failover to the primary in the primary's.
    if ((isPlanned || side === "primary") && isFaulty("primary-dark", "cut", "standby-egress-cut"))
      return "unreachable";
    if (this.movingTo !== undefined) {
      this.blindCalls += 1;
      return "refused";
    }
    if (this.writer === side) return "refused";
    if (side === "standby" && isFaulty("standby-headless", "version-mismatch")) return "refused";
    if (isPlanned && this.#isDead(otherSide(side))) return "refused";
    this.movingTo = side;
    const { agenda, history } = this.#ports;
    agenda.after(history.promotionMs, () => this.#arrive(side, isPlanned));
    return "done";
  }

  #arrive(side: Side, isPlanned: boolean): void {
    this.movingTo = undefined;
    // A switchover is given up where its source has gone; a promotion may fail for reasons of RDS's own.
    if (isPlanned && this.#isDead(otherSide(side))) return;
    if (this.#failures > 0) {
      this.#failures -= 1;
      return;
    }
    this.writer = side;
  }

  #isDead(side: Side): boolean {
    const { isFaulty } = this.#ports;
    return side === "primary" ? isFaulty("primary-dark", "data-dead", "database-dead") : isFaulty("standby-dark");
  }

  #store(side: Side, writtenAt: number): void {
    this.#rows[side] = Math.max(this.#rows[side] ?? writtenAt, writtenAt);
  }

  #replicate(writtenAt: number, to: Side): void {
    const { agenda, history, isFaulty } = this.#ports;
    agenda.after(Math.max(leastLagMs, to === "primary" ? 0 : history.lagMs), () => {
      if (isFaulty("cut", "replication-stalled")) this.#replicate(writtenAt, to);
      else this.#store(to, writtenAt);
    });
  }

  /** What the primary's reader leaves does not arrive while the regions are cut off. */
  #read(side: Side): void {
    const { agenda, isFaulty } = this.#ports;
    const isSilent = side === "primary" ? isFaulty("cut") : isFaulty("standby-headless");
    const row = this.#rows[side];
    if (row === undefined || isSilent || this.#isDead(side)) return;
    this.#lags[side] = { lagMs: agenda.now - row, readAt: agenda.now };
  }
}
