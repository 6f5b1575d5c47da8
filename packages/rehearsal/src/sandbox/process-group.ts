import { readdir, readFile } from "node:fs/promises";
import { setInterval } from "node:timers/promises";
import { isCode } from "./paths.ts";

/** Whether a process still runs; a negative id means any process of that group. One that only waits to be reaped does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!signalProcess(pid, 0)) return false;
  // A container often has no init that reaps, so that what has ended stays in the table for good.
  if (process.platform !== "linux") return true;
  const running = await runningProcesses(pid > 0 ? [String(pid)] : await readdir("/proc"));
  return running.some((found) => (pid > 0 ? found.pid === pid : found.group === -pid));
}

/**
 * Those of the processes that have not ended. The first thread of one may have: as long as another is still there, so are its
 * files and its ports.
 */
async function runningProcesses(entries: readonly string[]): Promise<{ pid: number; group: number }[]> {
  const stats = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(readStat));
  return stats
    .filter((stat) => stat !== undefined)
    .map(parseStat)
    .filter(({ state, threads }) => (state !== "Z" && state !== "X") || threads > 1);
}

/**
 * `<pid> (<command>) <state> <parent> <group> …`; the command may hold spaces and brackets. Its threads are the 20th field.
 * Source: proc_pid_stat(5).
 */
function parseStat(stat: string): { pid: number; state: string; group: number; threads: number } {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", , group = ""] = fields;
  return { pid: Number.parseInt(stat, 10), state, group: Number(group), threads: Number(fields[17]) };
}

async function readStat(pid: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ESRCH")) return undefined;
    throw error;
  }
}

/** Sends a signal (0 only looks); false when nobody was there to get it. A negative id means the whole group. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
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
  if (await waitUntil(graceMs, async () => !(await isRunning(pid)))) return;
  signalProcess(pid, "SIGKILL");
  if (await waitUntil(5000, async () => !(await isRunning(pid)))) return;
  throw new Error(`process ${pid} is still there 5 s after SIGKILL`);
}
