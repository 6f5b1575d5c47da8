import { setTimeout as sleep } from "node:timers/promises";

/** When a client begins its requests. */
export interface Pace {
  readonly intervalMs: number;
  /** How long it waits before its first request, in milliseconds. */
  readonly offsetMs: number;
  /** Ends it between two requests. */
  readonly signal: AbortSignal;
}

/** Begins a turn at most once in an interval, and lets go by the times at which the one before was still under way. */
export async function* turns({ intervalMs, offsetMs, signal }: Pace): AsyncGenerator<void> {
  const begun = performance.now() + offsetMs;
  for (let turn = 0; await waitUntil(begun + turn * intervalMs, signal);) {
    yield;
    turn = Math.max(turn + 1, Math.ceil((performance.now() - begun) / intervalMs));
  }
}

/** False when it is to end. */
async function waitUntil(time: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await sleep(Math.max(0, time - performance.now()), undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
