import type { Action } from "../decide.ts";
import { otherSide } from "../readings.ts";
import type { Observations, Side } from "../readings.ts";
import type { Change, ControllerState, OperationKind } from "../state.ts";
import type { Agenda } from "./agenda.ts";
import { databaseFaultKinds, primaryFaultKinds } from "./history.ts";
import type { FaultKind, History } from "./history.ts";
import type { Effect } from "./database.ts";
import type { World } from "./world.ts";

/** An operation that nobody asked for. Times are milliseconds after the start of the history. */
export interface Departure {
  readonly kind: OperationKind;
  readonly decidedAt: number;
  /** Whether something that calls for leaving was wrong with the primary, then or shortly before. */
  readonly isJustified: boolean;
}

/** Faults of the primary that may make Route 53 say `down`. */
const grave: ReadonlySet<FaultKind> = new Set([...primaryFaultKinds, ...databaseFaultKinds]);

/** One tick's raw readings, as far as a failover with data loss depends on them. */
interface Evidence {
  readonly at: number;
  readonly supports: boolean;
}

/**
 * Watches a history and notes what must never happen. It knows the world and the readings, and none of the decision's
 * own terms, so that an error there is no error here.
 */
export class Audit {
  readonly violations: string[] = [];
  readonly departures: Departure[] = [];
  /** When the standby first took writes. */
  standbyWritableAt: number | undefined;
  readonly #writers = new Map<number, Set<Side>>();
  /** Sides whose fence was called for since they were unfenced last. */
  readonly #fenceTried = new Set<Side>(["standby"]);
  #blindCalls = 0;
  readonly #evidence: Evidence[] = [];
  readonly #operations = new Map<string, string>();
  readonly #history: History;
  readonly #agenda: Agenda;
  readonly #world: World;

  constructor(history: History, agenda: Agenda, world: World) {
    this.#history = history;
    this.#agenda = agenda;
    this.#world = world;
    this.#noteWriters();
  }

  persisted(before: ControllerState, after: ControllerState, seen: Omit<Observations, "lease" | "request">): void {
    this.#noteEvidence(seen);
    if (after.epoch < before.epoch) this.#violation(`the epoch falls from ${before.epoch} to ${after.epoch}`);
    const { operation } = after;
    if (operation === undefined) return;
    const { kind, id, epoch } = operation;
    if (before.operation !== undefined && before.operation.epoch !== epoch)
      this.#noteReplaced(before.operation, operation);
    if (this.#operations.get(id) === kind) return;
    this.#operations.set(id, kind);
    if (before.operation === undefined && epoch <= before.epoch)
      this.#violation(`${kind} begins without an epoch of its own`);
    const isAsked = this.#history.requests.some((request) => request.id === id);
    if (!isAsked && kind !== "reinstate") this.#noteDeparture(kind, before);
  }

  /** A call leaves its controller. */
  sent(action: Action): void {
    if (action.kind === "fence") this.#fenceTried.add(action.side);
  }

  /** A call has reached its place, or has not. */
  called(change: Change, effect: Effect): void {
    const { kind, epoch } = change;
    if (kind === "failover-database")
      this.#requireFenceTried("the database is failed over", epoch, otherSide(change.side));
    if ((this.#world.database?.blindCalls ?? 0) > this.#blindCalls) {
      this.#blindCalls += 1;
      this.#violation(`${kind} in epoch ${epoch} while the database moves`);
    }
    if (effect !== "done") return;
    // A late one of an epoch that is over decides nothing: a failback clears the latch in the primary's epoch.
    if (kind === "set-latch" && epoch >= this.#world.fences.primary.epoch) {
      this.#requireFenceTried("the latch is set", epoch, "primary");
    }
    if (kind === "unfence") {
      const isReturn = this.#lastWriter() === change.side;
      if (!isReturn) this.#requireFenceTried(`${change.side} is unfenced`, epoch, otherSide(change.side));
      this.#fenceTried.delete(change.side);
    }
    if (kind === "unfence" && change.side === "standby") this.standbyWritableAt ??= this.#agenda.now;
    this.#noteWriters();
  }

  /** A side that gets back its writes leaves nothing behind on the other. */
  #lastWriter(): Side | undefined {
    const [last] = [...this.#writers].toSorted(([one], [other]) => other - one);
    return last === undefined ? undefined : [...last[1]][0];
  }

  #requireFenceTried(what: string, epoch: number, side: Side): void {
    if (!this.#fenceTried.has(side)) this.#violation(`${what} in epoch ${epoch} before ${side} was fenced`);
  }

  #noteWriters(): void {
    for (const side of ["primary", "standby"] as const) {
      const { epoch, fenced } = this.#world.fences[side];
      if (fenced) continue;
      const writers = this.#writers.get(epoch) ?? new Set();
      this.#writers.set(epoch, writers.add(side));
      if (writers.size > 1) this.#violation(`two regions take writes in epoch ${epoch}`);
    }
  }

  /** Two witnesses, of which Route 53's is one, and neither unknown; and nothing that speaks for life. */
  #noteEvidence({ verdict, heartbeats, probe, database }: Omit<Observations, "lease" | "request">): void {
    const { now } = this.#agenda;
    const isSilent = heartbeats.primary.known && now - heartbeats.primary.value >= 30_000;
    const isAlive = probe.known && (probe.value === "up" || probe.value === "fenced");
    // Its functions live and tell that they have not reached the database for long.
    const isDatabaseSilent = database?.silence.known === true && database.silence.value >= 30_000;
    const supports = verdict.known && verdict.value === "down" && (isSilent || isDatabaseSilent) && !isAlive;
    const last = this.#evidence.at(-1);
    if (last !== undefined && now - last.at < 1000 && last.supports === supports) return;
    this.#evidence.push({ at: now, supports });
  }

  #noteDeparture(kind: OperationKind, { active, verdictIsOurs }: ControllerState): void {
    const { now } = this.#agenda;
    if (active === "standby") this.#violation(`${kind} leaves the standby without being asked`);
    if (kind === "disaster") {
      const looked = this.#evidence.slice(-3);
      if (looked.length < 3 || looked.some(({ supports }) => !supports)) {
        this.#violation("a failover with data loss on fewer than the required witnesses, or too few looks");
      }
      if (verdictIsOurs) this.#violation("a failover with data loss by a verdict of our own making");
    }
    // The verdict lags behind by its own detection and its record's TTL, and as long on the way back.
    const lag =
      (this.#history.failureThreshold + 1) * this.#history.checkIntervalMs + this.#history.checkerLagMs + 20_000;
    const isJustified = this.#history.faults.some(
      ({ kind: fault, from, to }) => grave.has(fault) && from <= now && now - to <= lag,
    );
    if (!isJustified) this.#violation(`${kind} leaves a healthy primary`);
    this.departures.push({ kind, decidedAt: now, isJustified });
  }

  /** An operation ends before another begins, but for one that is lost or that a person overrules; it has not switched. */
  #noteReplaced(
    before: NonNullable<ControllerState["operation"]>,
    after: NonNullable<ControllerState["operation"]>,
  ): void {
    if (before.id === after.id && (after.step === "restore" || after.step === "switch")) return;
    const isReversible = before.kind !== "disaster" && before.step === "promote";
    const isOverruled =
      after.kind === "disaster" && (isReversible || ["fence", "drain", "restore"].includes(before.step));
    if (!isOverruled) this.#violation(`${after.kind} begins while ${before.kind} is at ${before.step}`);
  }

  #violation(what: string): void {
    this.violations.push(`${(this.#agenda.now / 1000).toFixed(1)} s: ${what}`);
  }
}
