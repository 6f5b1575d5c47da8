import { newIntent } from "./intents.ts";
import type { Tick } from "./intents.ts";
import { wantedOfTail } from "./lost-tail.ts";
import { otherSide, valueOf } from "./readings.ts";
import { intentId } from "./state.ts";
import type { Change, ControllerState, Intent } from "./state.ts";

/**
 * What is not as the state says, by known readings only: a passive side that is not fenced, as a new environment's standby
 * or a primary that comes back after a failover; a latch that was lost. A latch that nobody should have set is told, not
 * cleared: whoever set it knows why.
 */
export function wantedRepairs({ epoch, active, latched, lostTail }: ControllerState, tick: Tick): readonly Change[] {
  const { observations, now, settings } = tick;
  const side = otherSide(active);
  const fence = valueOf(observations.fences[side], now, settings.readingMaxAgeMs);
  const latch = valueOf(observations.latch, now, settings.readingMaxAgeMs);
  return [
    ...(fence?.fenced === false ? [{ kind: "fence", side, epoch } as const] : []),
    ...(latched && latch?.set === false ? [{ kind: "set-latch", epoch } as const] : []),
    ...wantedOfTail(lostTail, tick),
  ];
}

/** The intents of what is wanted, and which of them are due: new ones, and those whose last call is over. */
export function duesOf(
  before: readonly Intent[],
  wanted: readonly Change[],
  { now, settings }: Tick,
): { readonly repairs: readonly Intent[]; readonly due: readonly Intent[] } {
  const planned = wanted.map((change) => {
    const known = before.find(({ id }) => id === intentId(change));
    if (known === undefined) return { intent: newIntent(change, now), isDue: true };
    if (now - known.issuedAt <= settings.callMs) return { intent: known, isDue: false };
    return { intent: { ...known, issuedAt: now, calls: known.calls + 1, outcome: "pending" } as const, isDue: true };
  });
  return {
    repairs: planned.map(({ intent }) => intent),
    due: planned.filter(({ isDue }) => isDue).map(({ intent }) => intent),
  };
}
