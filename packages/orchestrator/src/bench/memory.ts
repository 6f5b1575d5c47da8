import { readFile, readdir } from "node:fs/promises";
import { basename } from "node:path";
import { setInterval } from "node:timers/promises";

/** One process at one moment. */
export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  /** The program's file name, as it was called. */
  readonly command: string;
  /**
   * In bytes: the proportional set, in which a page that processes share counts once among all of them; the resident set,
   * in which it counts in each, where the kernel does not tell the other.
   */
  readonly bytes: number;
}

/** A process tree at the moment at which it held the most memory. */
export interface MemoryPeak {
  readonly bytes: number;
  readonly processes: number;
  readonly byCommand: readonly { readonly command: string; readonly processes: number; readonly bytes: number }[];
}

/** Watches a process and all its descendants until it is told to stop. */
export interface MemoryWatch {
  /** The highest sum that was seen; undefined on a system without /proc. */
  stop(): Promise<MemoryPeak | undefined>;
}

/** What one look costs on a machine of two cores is some milliseconds; shorter peaks than this can be missed. */
export const LOOK_EVERY_MS = 250;

/** Starts to watch; the first look is taken at once, the last one when it stops. */
export function watchMemory(root: number, everyMs: number = LOOK_EVERY_MS): MemoryWatch {
  const done = new AbortController();
  let peak: MemoryPeak | undefined;
  let mostResident = 0;
  const look = async (): Promise<void> => {
    const tree = treeOf(root, await processes());
    const resident = summarize(tree).bytes;
    // The kernel counts a proportional set page by page: only for what may be the most.
    if (resident <= mostResident) return;
    mostResident = resident;
    const now = summarize(await Promise.all(tree.map(withShare)));
    if (now.bytes > (peak?.bytes ?? 0)) peak = now;
  };
  const watching = (async () => {
    await look();
    for await (const _ of setInterval(everyMs, undefined, { signal: done.signal })) await look();
  })().catch((error: unknown) => {
    if (!done.signal.aborted) throw error;
  });
  // Told by `stop`; until then it is nobody's unhandled rejection.
  watching.catch(() => undefined);
  return {
    stop: async () => {
      done.abort();
      await watching;
      await look();
      return peak;
    },
  };
}

/** A process and everything that it, or one of its descendants, started. */
export function treeOf(root: number, all: readonly ProcessMemory[]): readonly ProcessMemory[] {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** The sum, and its parts by program, the largest first. */
export function summarize(tree: readonly ProcessMemory[]): MemoryPeak {
  const total = (group: readonly ProcessMemory[]) => group.reduce((sum, { bytes }) => sum + bytes, 0);
  const byCommand = [...Map.groupBy(tree, ({ command }) => command)]
    .map(([command, group]) => ({ command, processes: group.length, bytes: total(group) }))
    .toSorted((one, other) => other.bytes - one.bytes);
  return { bytes: total(tree), processes: tree.length, byCommand };
}

/** Every process that /proc shows; none where there is no /proc. */
async function processes(): Promise<readonly ProcessMemory[]> {
  const entries = (await orGone(readdir("/proc"))) ?? [];
  const found = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(readProcess));
  return found.filter((process) => process !== undefined);
}

async function withShare(process: ProcessMemory): Promise<ProcessMemory> {
  const rollup = await orGone(readFile(`/proc/${process.pid}/smaps_rollup`, "utf8"));
  const kilobytes = /^Pss:\s+(\d+)/m.exec(rollup ?? "")?.[1];
  return kilobytes === undefined ? process : { ...process, bytes: Number(kilobytes) * 1024 };
}

async function readProcess(pid: string): Promise<ProcessMemory | undefined> {
  const [status, commandLine] = await Promise.all(
    ["status", "cmdline"].map((file) => orGone(readFile(`/proc/${pid}/${file}`, "utf8"))),
  );
  return status === undefined || commandLine === undefined ? undefined : parseProcess(pid, status, commandLine);
}

/** From `/proc/<pid>/status` and `cmdline`; undefined for what holds no memory: kernel threads, and what has ended. */
export function parseProcess(pid: string, status: string, commandLine: string): ProcessMemory | undefined {
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
  const [parent, kilobytes] = [field("PPid"), field("VmRSS")];
  if (parent === undefined || kilobytes === undefined) return undefined;
  const command = basename(commandLine.split("\0")[0] ?? "");
  return { pid: Number(pid), parent: Number(parent), command, bytes: Number(kilobytes) * 1024 };
}

/** Undefined for what is not there, or not any more. */
async function orGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // What belongs to somebody else does not tell its proportional set.
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return undefined;
    throw error;
  }
}
