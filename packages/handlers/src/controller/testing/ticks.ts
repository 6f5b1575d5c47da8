import { failover } from "@tandem/config/failover";
import { decide, settle } from "../decide.ts";
import type { Decision } from "../decide.ts";
import type { Observations, Reading } from "../readings.ts";
import { initialState } from "../state.ts";
import type { ControllerState } from "../state.ts";

/** When tests begin, milliseconds since 1970. */
export const start = 1_800_000_000_000;

export const unknown: Reading<never> = { known: false, why: "nobody answered" };

export function known<Value>(value: Value, at = start): Reading<Value> {
  return { known: true, value, at };
}

/** What a tick sees on a good day at this time: the primary is active in epoch 1. */
export function goodDay(at: number, more: Partial<Observations> = {}): Observations {
  return {
    lease: "held",
    probe: known("up", at),
    control: known("up", at),
    heartbeats: { primary: known(at - 5000, at), standby: known(at - 5000, at) },
    verdict: known("up", at),
    standbyReady: known(true, at),
    fences: { primary: known({ epoch: 1, fenced: false }, at), standby: known({ epoch: 1, fenced: true }, at) },
    latch: known({ epoch: 1, set: false }, at),
    markers: { primary: known(0, at), standby: known(0, at) },
    role: known("primary", at),
    request: undefined,
    ...more,
  };
}

/** What a tick sees when the primary has been dark for long enough. */
export function dark(at: number, more: Partial<Observations> = {}): Observations {
  return goodDay(at, {
    probe: known("down", at),
    heartbeats: { primary: known(at - 40_000, at), standby: known(at - 5000, at) },
    verdict: known("down", at),
    fences: { primary: unknown, standby: known({ epoch: 1, fenced: true }, at) },
    ...more,
  });
}

/** What a tick sees when the primary's API is dead and its data is alive. */
export function apiDead(at: number, more: Partial<Observations> = {}): Observations {
  return goodDay(at, { probe: known("down", at), verdict: known("down", at), ...more });
}

export type See = (at: number) => Observations;

/** A controller that is shown one tick after another. Actions are told to it as done or failed by `tell`. */
export class Ticker {
  state: ControllerState;
  now = start;

  constructor(state: Partial<ControllerState> = {}) {
    this.state = { ...initialState, ...state };
  }

  /** One tick after this many milliseconds. Notices are delivered at once. */
  tick(see: See, afterMs: number = failover.fastTickMs): Decision {
    this.now += afterMs;
    const decision = decide({ state: this.state, observations: see(this.now), now: this.now, settings: failover });
    this.state = { ...decision.state, outbox: [] };
    return decision;
  }

  ticks(count: number, see: See): Decision {
    for (let nth = 1; nth < count; nth += 1) this.tick(see);
    return this.tick(see);
  }

  tell(actionId: string, outcome: "done" | "failed" = "done"): void {
    this.state = settle(this.state, actionId, outcome, this.now);
  }
}

/** The changes among a decision's actions, as their ids. */
export function changes({ actions }: Decision): string[] {
  return actions.filter(({ kind }) => !["record", "notify", "alarm"].includes(kind)).map(({ id }) => id);
}

/** The alarms that a decision raises and clears. */
export function alarms({ actions }: Decision): string[] {
  return actions.flatMap((action) => (action.kind === "alarm" ? [`${action.raised ? "+" : "-"}${action.name}`] : []));
}

/** Sees the same at each tick, with something more at that tick's time. */
export const also =
  (see: See, more: (at: number) => Partial<Observations>): See =>
  (at) => ({ ...see(at), ...more(at) });
