import type { FailoverSettings } from "@tandem/config/failover";
import { isDatabaseMove, resumeDatabaseMove } from "./guarded.ts";
import { otherSide, valueOf } from "./readings.ts";
import type { Capacity, Observations } from "./readings.ts";
import { intentId } from "./state.ts";
import type { Change, Intent } from "./state.ts";

/** What `decide` and its parts look at. */
export interface Tick {
  readonly observations: Observations;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly settings: FailoverSettings;
}

/** Whether a change is in effect by what was read; undefined where nothing can be said. */
function isInEffect(change: Change, { observations, now, settings }: Tick): boolean | undefined {
  const { fences, latch, markers, compute } = observations;
  const maxAge = settings.readingMaxAgeMs;
  switch (change.kind) {
    case "fence": {
      const fence = valueOf(fences[change.side], now, maxAge);
      return fence && fence.epoch >= change.epoch && fence.fenced;
    }
    case "unfence": {
      const fence = valueOf(fences[change.side], now, maxAge);
      return fence && fence.epoch === change.epoch && !fence.fenced;
    }
    case "mark": {
      const epoch = valueOf(markers[otherSide(change.side)], now, maxAge);
      return epoch === undefined ? undefined : epoch >= change.epoch;
    }
    case "set-latch":
    case "clear-latch": {
      const value = valueOf(latch, now, maxAge);
      return value && value.epoch >= change.epoch && value.set === (change.kind === "set-latch");
    }
    case "scale": {
      const value = compute && valueOf(compute[change.side], now, maxAge);
      return value && isEnough(value, change);
    }
    case "failover-database":
    case "switchover-database":
    case "keep-tail":
    case "drop-tail":
      // The former are resumed by what moves, not by what is in effect alone; the latter are repairs.
      return undefined;
  }
}

function isEnough(
  { least, wanted, most }: Capacity,
  { capacity, isExact }: Extract<Change, { kind: "scale" }>,
): boolean {
  if (isExact) return least === capacity.least && wanted === capacity.wanted && most === capacity.most;
  return least >= capacity.least && wanted >= capacity.wanted && most >= capacity.most;
}

export function newIntent(change: Change, now: number): Intent {
  return { id: intentId(change), change, issuedAt: now, calls: 1, outcome: "pending" };
}

/** What a change begins with, and whether its call is due at once: one that moves the database first needs a reading. */
export function begunIntent(change: Change, tick: Tick): { readonly intent: Intent; readonly due: boolean } {
  const intent = newIntent(change, tick.now);
  if (!isDatabaseMove(change)) return { intent, due: true };
  return resumeDatabaseMove({ ...intent, change, calls: 0, outcome: "failed" }, tick);
}

/** An intent whose call was answered, or whose effect was read. The first time that it is known to be done counts. */
export function answered(intent: Intent, outcome: "done" | "failed", now: number): Intent {
  if (outcome === "failed") return { ...intent, outcome };
  // RDS has taken it up; that it has come true is read, not told.
  if (isDatabaseMove(intent.change)) return { ...intent, outcome: "accepted" };
  return { ...intent, outcome, doneAt: intent.doneAt ?? now };
}

/**
 * An intent after what was read, and whether its call is due again. A call that may still be under way is never repeated,
 * nor one whose effect cannot be read.
 * @param isBestEffort One answer is wanted, of whatever kind, and its place may be gone: a call that nobody has an answer
 * of is made again. Only for what is safe to repeat, as a fence is.
 */
export function resume(
  intent: Intent,
  tick: Tick,
  isBestEffort: boolean,
): { readonly intent: Intent; readonly due: boolean } {
  const { change } = intent;
  if (isDatabaseMove(change)) return resumeDatabaseMove({ ...intent, change }, tick);
  if (intent.outcome === "done") return { intent, due: false };
  const inEffect = isInEffect(intent.change, tick);
  if (inEffect === true) return { intent: answered(intent, "done", tick.now), due: false };
  const over = intent.outcome === "failed" || tick.now - intent.issuedAt > tick.settings.callMs;
  if (!over || (inEffect === undefined && !isBestEffort)) return { intent, due: false };
  return { intent: { ...intent, issuedAt: tick.now, calls: intent.calls + 1, outcome: "pending" }, due: true };
}
