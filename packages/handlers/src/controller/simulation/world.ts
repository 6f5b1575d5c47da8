import { otherSide } from "../readings.ts";
import type { FenceValue, LatchValue, Observations, ProbeValue, Reading, Side } from "../readings.ts";
import type { Change } from "../state.ts";
import type { Agenda } from "./agenda.ts";
import type { Chance } from "./chance.ts";
import { DatabaseWorld } from "./database.ts";
import type { Effect } from "./database.ts";
import type { FaultKind, History } from "./history.ts";

/** Route 53 connects within 4 s or counts a failure (AWS). */
const connectTimeoutMs = 4000;
/** TTL of the records `witness.` and `role.`. */
const recordTtlMs = 5000;
const heartbeatIntervalMs = 10_000;

/**
 * Both regions, their checkers, records and heartbeats, as the controller meets them. The model: a region is one store and
 * one API; Route 53 is one checker per endpoint; DynamoDB replicates within 0.3 to 2 s.
 */
export class World {
  readonly fences: Record<Side, FenceValue> = {
    primary: { epoch: 1, fenced: false },
    standby: { epoch: 1, fenced: true },
  };
  latch: LatchValue = { epoch: 1, set: false };
  /** What DNS says, by the latch check alone. */
  role: Side = "primary";
  /** Absent where the history has none. */
  readonly database: DatabaseWorld | undefined;
  readonly #heartbeats: Partial<Record<Side, number>>;
  readonly #markers: Record<Side, number> = { primary: 0, standby: 0 };
  #verdict: "up" | "down" = "up";
  #streak = 0;
  #cached: { readonly verdict: "up" | "down"; readonly at: number } | undefined;
  /** A region fences itself only once DNS has named it since it was unfenced: before, the records lag behind. */
  readonly #armed: Record<Side, boolean> = { primary: true, standby: false };
  readonly #agenda: Agenda;
  readonly #chance: Chance;
  readonly #history: History;

  constructor(history: History, agenda: Agenda, chance: Chance) {
    this.#history = history;
    this.#agenda = agenda;
    this.#chance = chance;
    // Both have been beating since long before.
    this.#heartbeats = { primary: -chance.between(0, heartbeatIntervalMs), standby: 0 };
    this.#every(history.checkIntervalMs, () => this.#check());
    this.#every(heartbeatIntervalMs, () => this.#beat("primary"));
    this.#every(heartbeatIntervalMs, () => this.#beat("standby"));
    if (history.database !== undefined) {
      this.database = new DatabaseWorld({
        agenda,
        history: history.database,
        isFaulty: (...kinds) => this.isFaulty(...kinds),
        every: (intervalMs, run) => this.#every(intervalMs, run),
      });
    }
    for (const { kind, from } of history.faults) {
      if (kind === "latch-lost") agenda.after(from, () => this.#changeLatch({ ...this.latch, set: false }));
    }
  }

  isFaulty(...kinds: readonly FaultKind[]): boolean {
    const { now } = this.#agenda;
    return this.#history.faults.some(({ kind, from, to }) => from <= now && now < to && kinds.includes(kind));
  }

  /** What one tick reads at this moment, of the lag on the side that is not active. */
  observe(active: Side): Omit<Observations, "lease" | "request"> {
    const at = this.#agenda.now;
    const known = <Value>(value: Value): Reading<Value> => ({ known: true, value, at });
    const unknown = (why: string): Reading<never> => ({ known: false, why });
    const isOffline = this.isFaulty("standby-egress-cut");
    const reachesPrimary = this.#reaches("primary");
    const beaten = (side: Side) => {
      const writtenAt = this.#heartbeats[side];
      return writtenAt === undefined ? unknown("none arrived") : known(writtenAt);
    };
    return {
      probe: known(this.#probe()),
      control: known(isOffline || this.isFaulty("control-down") ? "down" : "up"),
      heartbeats: { primary: beaten("primary"), standby: beaten("standby") },
      verdict: isOffline || this.isFaulty("verdict-unreadable") ? unknown("no answer") : known(this.#readVerdict()),
      standbyReady: known(!this.isFaulty("standby-unready")),
      fences: {
        primary: reachesPrimary ? known(this.fences.primary) : unknown("no answer"),
        standby: known(this.fences.standby),
      },
      latch: known(this.latch),
      markers: {
        primary: reachesPrimary ? known(this.#markers.primary) : unknown("no answer"),
        standby: known(this.#markers.standby),
      },
      role: isOffline ? unknown("no answer") : known(this.role),
      ...(this.database === undefined
        ? {}
        : { database: this.database.observe(at, reachesPrimary, otherSide(active)) }),
    };
  }

  /** Makes a change where it belongs, on its condition. */
  change(change: Change): Effect {
    switch (change.kind) {
      case "set-latch":
      case "clear-latch": {
        const set = change.kind === "set-latch";
        if (this.latch.epoch > change.epoch) return "refused";
        if (this.latch.epoch === change.epoch && this.latch.set === set) return "already";
        this.#changeLatch({ epoch: change.epoch, set });
        return "done";
      }
      case "mark":
        if (!this.#reaches(change.side)) return "unreachable";
        this.#replicate(change.side, () => {
          const target = otherSide(change.side);
          this.#markers[target] = Math.max(this.#markers[target], change.epoch);
        });
        return "done";
      case "fence":
      case "unfence": {
        if (!this.#reaches(change.side)) return "unreachable";
        const { epoch, fenced } = this.fences[change.side];
        const mayFence = epoch <= change.epoch;
        const mayUnfence = epoch < change.epoch || (epoch === change.epoch && !fenced);
        if (!(change.kind === "fence" ? mayFence : mayUnfence)) return "refused";
        this.fences[change.side] = { epoch: change.epoch, fenced: change.kind === "fence" };
        this.#armed[change.side] = this.role === change.side;
        return "done";
      }
      case "failover-database":
      case "switchover-database":
        return this.database?.change(change) ?? "refused";
      case "scale":
      case "keep-tail":
      case "drop-tail":
        return "done";
    }
  }

  /** Whether a region that is not fenced would get no write into its database. */
  #hasNoWriter(side: Side): boolean {
    return this.database !== undefined && !this.fences[side].fenced && !this.database.takesWrites(side);
  }

  #reaches(side: Side): boolean {
    return side === "standby" || !this.isFaulty("primary-dark", "data-dead", "cut", "standby-egress-cut");
  }

  #every(intervalMs: number, run: () => void): void {
    const again = () => {
      run();
      this.#agenda.after(intervalMs, again);
    };
    this.#agenda.after(this.#chance.between(0, intervalMs), again);
  }

  #probe(): ProbeValue {
    if (this.isFaulty("primary-dark", "cut", "standby-egress-cut", "api-dead")) return "down";
    if (this.isFaulty("primary-slow") && this.#chance.happens(0.5)) return "down";
    if (this.isFaulty("data-dead", "database-dead") || this.#hasNoWriter("primary")) return "data-down";
    return this.fences.primary.fenced ? "fenced" : "up";
  }

  /** One check of the primary's endpoint. A region that is gone costs the time-out, one that says so does not. */
  #check(): void {
    const isGone = this.isFaulty("primary-dark");
    const isSlow = this.isFaulty("primary-slow") && this.#chance.happens(0.5);
    const isDown = this.isFaulty("api-dead", "data-dead", "database-dead") || this.#hasNoWriter("primary");
    const isBad = isGone || isSlow || isDown || this.fences.primary.fenced;
    const tookMs = isGone ? connectTimeoutMs : this.#chance.between(50, 300);
    this.#agenda.after(tookMs + this.#history.checkerLagMs, () => {
      const isOther = isBad === (this.#verdict === "up");
      this.#streak = isOther ? this.#streak + 1 : 0;
      if (this.#streak < this.#history.failureThreshold) return;
      this.#verdict = isBad ? "down" : "up";
      this.#streak = 0;
    });
  }

  #readVerdict(): "up" | "down" {
    const { now } = this.#agenda;
    if (this.#cached === undefined || now - this.#cached.at >= recordTtlMs) {
      this.#cached = { verdict: this.#verdict, at: now };
    }
    return this.#cached.verdict;
  }

  #beat(side: Side): void {
    this.#fenceItself(side);
    if (side === "primary" && this.isFaulty("primary-dark", "data-dead", "heartbeat-missing")) return;
    if (side === "standby" && this.isFaulty("standby-dark")) return;
    const writtenAt = this.#agenda.now;
    const told = this.database?.beat(side);
    const arrive = () => {
      told?.arrive();
      this.#heartbeats[side] = Math.max(this.#heartbeats[side] ?? writtenAt, writtenAt);
    };
    if (side === "standby") arrive();
    else this.#replicate(side, arrive);
  }

  /** Takes effect in the other region after a while, and not while the regions are cut off or the source is gone. */
  #replicate(from: Side, arrive: () => void): void {
    this.#agenda.after(this.#chance.between(300, 2000), () => {
      const isHeld = this.isFaulty("cut", from === "primary" ? "primary-dark" : "standby-dark");
      if (isHeld) this.#replicate(from, arrive);
      else arrive();
    });
  }

  #changeLatch(latch: LatchValue): void {
    this.latch = latch;
    // One answer of the latch's check, and the record's TTL.
    this.#agenda.after(this.#chance.between(0, 10_000) + this.#chance.between(0, recordTtlMs), () => {
      this.role = this.latch.set ? "standby" : "primary";
      this.#fenceItself("primary");
      this.#fenceItself("standby");
    });
  }

  #fenceItself(side: Side): void {
    if (this.isFaulty(side === "primary" ? "primary-dark" : "standby-dark")) return;
    if (this.role === side) this.#armed[side] = true;
    else if (this.#armed[side] && !this.fences[side].fenced) this.fences[side] = { ...this.fences[side], fenced: true };
  }
}
