import { decide, settle } from "../decide.ts";
import type { Action } from "../decide.ts";
import { initialState } from "../state.ts";
import type { Agenda } from "./agenda.ts";
import type { Audit } from "./audit.ts";
import type { Chance } from "./chance.ts";
import type { History } from "./history.ts";
import type { Effect } from "./database.ts";
import type { World } from "./world.ts";

/** EventBridge Scheduler starts a function once a minute, at a precision of a minute (AWS). */
const startEveryMs = 60_000;

/** The latest that a call to move the database takes effect after it was made, in this model. */
const latestMoveMs = 20_000;

function isDatabaseMove({ kind }: Action): boolean {
  return kind === "failover-database" || kind === "switchover-database";
}

interface Invocation {
  readonly startedAt: number;
  isOver: boolean;
}

/**
 * The controller's invocations over one state table: starts, the lease, ticks that are lost or come twice, calls that are
 * late, and deaths between any two of them. Each tick reads, decides, persists on condition, and only then calls.
 */
export class Controllers {
  state = initialState;
  #holder: Invocation | undefined;
  #calls = 0;
  readonly #world: World;
  readonly #agenda: Agenda;
  readonly #chance: Chance;
  readonly #history: History;
  readonly #audit: Audit;

  constructor(parts: { history: History; agenda: Agenda; chance: Chance; world: World; audit: Audit }) {
    this.#world = parts.world;
    this.#agenda = parts.agenda;
    this.#chance = parts.chance;
    this.#history = parts.history;
    this.#audit = parts.audit;
    const schedule = () => {
      const { doubleStarts } = this.#history;
      const starts = this.#chance.happens(doubleStarts) ? 2 : 1;
      for (let nth = 0; nth < starts; nth += 1) {
        this.#agenda.after(this.#chance.between(0, startEveryMs), () => this.#start());
      }
      this.#agenda.after(startEveryMs, schedule);
    };
    schedule();
    this.#start();
  }

  #start(): void {
    const invocation = { startedAt: this.#agenda.now, isOver: false };
    this.#tick(invocation);
  }

  #tick(invocation: Invocation): void {
    const { now } = this.#agenda;
    const { settings, lostTicks, doubleTicks } = this.#history;
    if (invocation.isOver || now - invocation.startedAt > settings.invocationMs) return;
    // Nothing runs in a region that is dark, and its invocations do not survive.
    if (this.#world.isFaulty("standby-dark")) return;
    if (this.#chance.happens(lostTicks)) {
      this.#agenda.after(settings.tickMs, () => this.#tick(invocation));
      return;
    }
    // A later start takes the lease; an earlier one yields.
    if (this.#holder !== undefined && this.#holder.startedAt > invocation.startedAt) return;
    this.#holder = invocation;
    this.#look(invocation, (nextTickMs) => {
      this.#agenda.after(Math.max(0, now + nextTickMs - this.#agenda.now), () => this.#tick(invocation));
    });
    if (this.#chance.happens(doubleTicks)) {
      this.#agenda.after(this.#chance.between(0, 2500), () => this.#look(invocation, () => undefined));
    }
  }

  /** Observes, and decides when the slowest reading is there: one that nobody answers takes its time-out. */
  #look(invocation: Invocation, then: (nextTickMs: number) => void): void {
    const { now } = this.#agenda;
    const before = this.state;
    const seen = this.#world.observe(before.active);
    const isSlow = seen.probe.known && seen.probe.value === "down";
    this.#agenda.after(isSlow ? this.#chance.between(100, 1800) : this.#chance.between(50, 400), () => {
      if (invocation.isOver) return;
      const request = this.#history.requests.findLast(({ at }) => at <= now);
      const observations = { ...seen, lease: "held", request } as const;
      const { settings } = this.#history;
      const decision = decide({ state: before, observations, now: this.#agenda.now, settings });
      // The write's condition: the lease is still held, and nobody has written since the state was read.
      if (this.#holder !== invocation || this.state !== before) {
        then(settings.fastTickMs);
        return;
      }
      this.#audit.persisted(before, decision.state, seen);
      this.state = decision.state;
      this.#act(invocation, decision.actions, () => then(decision.nextTickMs));
    });
  }

  /** All calls side by side; the next tick comes when the last has answered. */
  #act(invocation: Invocation, actions: readonly Action[], then: () => void): void {
    let open = actions.length;
    if (open === 0) then();
    for (const action of actions) {
      this.#call(invocation, action, () => {
        open -= 1;
        if (open === 0) then();
      });
    }
  }

  #call(invocation: Invocation, action: Action, answered: () => void): void {
    const nth = this.#calls;
    this.#calls += 1;
    const mishap = this.#history.mishaps.find((one) => one.nth === nth);
    const tell = (outcome: Effect) => {
      if (invocation.isOver) return;
      if (this.#holder === invocation) {
        const told = outcome === "done" || outcome === "already" ? "done" : "failed";
        this.state = settle(this.state, action.id, told, this.#agenda.now);
      }
      answered();
    };
    this.#agenda.after(this.#chance.between(20, 200), () => {
      if (mishap?.kind === "killed-before") invocation.isOver = true;
      if (invocation.isOver) return;
      this.#audit.sent(action);
      if (mishap?.kind === "late") {
        // Its sender gives up and is told nothing; the call takes effect all the same, some time. RDS takes a call up or
        // drops it within seconds: that is what `databaseSettlesMs` is made of.
        const lateMs = isDatabaseMove(action) ? Math.min(mishap.lateMs, latestMoveMs) : mishap.lateMs;
        this.#agenda.after(lateMs, () => this.#effect(action));
        this.#agenda.after(this.#history.settings.callMs - 200, () => tell("unreachable"));
        return;
      }
      const outcome = this.#effect(action);
      if (mishap?.kind === "killed-after") invocation.isOver = true;
      this.#agenda.after(outcome === "unreachable" ? this.#history.settings.callMs - 200 : 0, () => tell(outcome));
    });
  }

  #effect(action: Action): Effect {
    if (action.kind === "record" || action.kind === "notify" || action.kind === "alarm") return "done";
    const outcome = this.#world.change(action);
    this.#audit.called(action, outcome);
    return outcome;
  }
}
