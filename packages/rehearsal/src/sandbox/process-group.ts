import { setInterval } from "node:timers/promises";
import { isCode } from "./paths.ts";

/** Whether a process still exists; a negative id means any process of that group. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (isCode(error, "ESRCH")) return false;
    throw error;
  }
}

/** Sends a signal; false when nobody was there to get it. A negative id means the whole group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (isCode(error, "ESRCH")) return false;
    throw error;
  }
}

/** Looks every 20 ms until the condition holds; false when it does not within the limit. */
export async function waitUntil(limitMs: number, condition: () => boolean | Promise<boolean>): Promise<boolean> {
  if (await condition()) return true;
  const end = performance.now() + limitMs;
  for await (const _ of setInterval(20)) {
    if (await condition()) return true;
    if (performance.now() > end) break;
  }
  return false;
}

/**
 * Ends a process, or with a negative id a whole group: SIGTERM, and SIGKILL for what is left after the grace period.
 * Returns when nothing of it is left.
 */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  if (!signalProcess(pid, "SIGTERM")) return;
  if (await waitUntil(graceMs, () => !isRunning(pid))) return;
  signalProcess(pid, "SIGKILL");
  if (await waitUntil(5000, () => !isRunning(pid))) return;
  throw new Error(`process ${pid} is still there 5 s after SIGKILL`);
}
