import { closeSync, openSync, readSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { setInterval } from "node:timers/promises";

/** One process at one moment. */
export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  /**
   * In bytes: the proportional set, in which a page that processes share counts once among all of them; the resident set,
   * in which it counts in each, where the kernel does not tell the other.
   */
  readonly bytes: number;
}

/** With the program's file name, as it was called. */
export interface NamedProcess extends ProcessMemory {
  readonly command: string;
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

/**
 * One look takes this process some two milliseconds; shorter peaks than this can be missed. Looks are made synchronously: what
 * reads files of unknown size at once takes a buffer for each, and kept a fifth of a core busy with their collection.
 */
export const LOOK_EVERY_MS = 250;

/** Starts to watch; the first look is taken at once, the last one when it stops. */
export function watchMemory(root: number, everyMs: number = LOOK_EVERY_MS): MemoryWatch {
  const done = new AbortController();
  let peak: MemoryPeak | undefined;
  let mostResident = 0;
  const look = (): void => {
    const tree = treeOf(root, processes());
    const resident = total(tree);
    // The kernel counts a proportional set page by page: only for what may be the most.
    if (resident <= mostResident) return;
    mostResident = resident;
    const now = summarize(tree.map(inFull));
    if (now.bytes > (peak?.bytes ?? 0)) peak = now;
  };
  const watching = (async () => {
    look();
    for await (const _ of setInterval(everyMs, undefined, { signal: done.signal })) look();
  })().catch((error: unknown) => {
    if (!done.signal.aborted) throw error;
  });
  // Told by `stop`; until then it is nobody's unhandled rejection.
  watching.catch(() => undefined);
  return {
    stop: async () => {
      done.abort();
      await watching;
      look();
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
export function summarize(tree: readonly NamedProcess[]): MemoryPeak {
  const byCommand = [...Map.groupBy(tree, ({ command }) => command)]
    .map(([command, group]) => ({ command, processes: group.length, bytes: total(group) }))
    .toSorted((one, other) => other.bytes - one.bytes);
  return { bytes: total(tree), processes: tree.length, byCommand };
}

function total(processes: readonly ProcessMemory[]): number {
  return processes.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Every process that /proc shows; none where there is no /proc. */
function processes(): readonly ProcessMemory[] {
  const entries = orGone(() => readdirSync("/proc")) ?? [];
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => parseStatus(pid, contentsOf(pid, "status") ?? ""))
    .filter((process) => process !== undefined);
}

/** With its name, and its proportional set where the kernel tells it. */
function inFull({ pid, parent, bytes }: ProcessMemory): NamedProcess {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(contentsOf(pid, "smaps_rollup") ?? "")?.[1];
  return {
    pid,
    parent,
    command: basename((contentsOf(pid, "cmdline") ?? "").split("\0")[0] ?? ""),
    bytes: kilobytes === undefined ? bytes : Number(kilobytes) * 1024,
  };
}

/** What is read of a file at most: more than the kernel has to say of a process, and of its command line the beginning. */
const buffer = Buffer.alloc(16 * 1024);

function contentsOf(pid: string | number, file: string): string | undefined {
  return orGone(() => {
    const opened = openSync(`/proc/${pid}/${file}`, "r");
    try {
      return buffer.toString("utf8", 0, readSync(opened, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(opened);
    }
  });
}

/** From `/proc/<pid>/status`; undefined for what holds no memory: kernel threads, and what has ended. */
export function parseStatus(pid: string, status: string): ProcessMemory | undefined {
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1];
  const [parent, kilobytes] = [field("PPid"), field("VmRSS")];
  if (parent === undefined || kilobytes === undefined) return undefined;
  return { pid: Number(pid), parent: Number(parent), bytes: Number(kilobytes) * 1024 };
}

/** Undefined for what is not there, or not any more. */
function orGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // What belongs to somebody else does not tell its proportional set.
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return undefined;
    throw error;
  }
}
