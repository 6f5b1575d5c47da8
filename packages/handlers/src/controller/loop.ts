import { failover } from "@tandem/config/failover";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { controllerMetrics } from "./metrics.ts";
import type { Invocation } from "./state-store.ts";
import type { TickResult } from "./tick.ts";

/**
 * What a tick takes at most, in milliseconds: the lease 2 s, the readings 2 s, the calls 3 s, and the state twice 2 s; and
 * as much as half of it again.
 */
export const tickReserveMs = 16_000;

/** What follows a tick: another one after a while, or the end and why. */
export type Next =
  | { readonly sleepMs: number }
  | { readonly stop: "a later invocation watches" | "it has lasted" | "the deadline" };

/** Times in milliseconds: of the invocation's start, of the tick's, and now; and how long Lambda leaves the invocation. */
export interface LoopTimes {
  readonly startedAt: number;
  readonly tickStartedAt: number;
  readonly now: number;
  readonly remainingMs: number;
}

/** Decides what follows a tick. Ticks are as far apart as wanted from start to start; a late one is followed at once. */
export function afterTick(
  result: TickResult,
  { startedAt, tickStartedAt, now, remainingMs }: LoopTimes,
  invocationMs: number = failover.invocationMs,
): Next {
  if (result === "superseded") return { stop: "a later invocation watches" };
  const tookMs = Math.max(0, now - tickStartedAt);
  const sleepMs = Math.max(0, result.nextTickMs - tookMs);
  if (Math.max(0, now - startedAt) + sleepMs > invocationMs) return { stop: "it has lasted" };
  if (remainingMs < sleepMs + tickReserveMs) return { stop: "the deadline" };
  return { sleepMs };
}

export interface LoopPorts {
  readonly tick: (invocation: Invocation) => Promise<TickResult>;
  readonly clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<unknown> };
  readonly log: Log;
  /** Counts in CloudWatch, at once. */
  readonly count: (metric: string, value: 0 | 1) => void;
}

/** What Lambda tells of an invocation. */
export interface Request {
  readonly invocationId: string;
  readonly remainingMs: () => number;
}

/**
 * Ticks until a later invocation watches, the invocation has lasted, or Lambda's deadline is near. It never throws: a tick
 * that fails is logged and counted, and followed as fast as while something is wrong.
 */
export async function watch(ports: LoopPorts, { invocationId, remainingMs }: Request): Promise<void> {
  const { clock, log } = ports;
  const invocation = { invocationId, startedAt: clock.now() };
  for (let ticks = 1; ; ticks += 1) {
    const tickStartedAt = clock.now();
    const result = await tryTick(ports, invocation);
    const times = { startedAt: invocation.startedAt, tickStartedAt, now: clock.now(), remainingMs: remainingMs() };
    const next = afterTick(result, times);
    if ("stop" in next) {
      log.info("the watch ends", { because: next.stop, ticks });
      return;
    }
    await clock.sleep(next.sleepMs);
  }
}

async function tryTick({ tick, log, count }: LoopPorts, invocation: Invocation): Promise<TickResult> {
  try {
    const result = await tick(invocation);
    if (result !== "superseded") count(controllerMetrics.ticks, 1);
    return result;
  } catch (error) {
    log.error("the tick failed", asError(error));
    count(controllerMetrics.ticks, 0);
    return { nextTickMs: failover.fastTickMs };
  }
}
