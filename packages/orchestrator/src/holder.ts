import { hostname } from "node:os";
import { execa } from "execa";
import type { StackLock } from "./ports.ts";

/** The process that holds a lock. */
export type Holder = Pick<StackLock, "pid" | "hostname" | "takenAt">;

/** What `isGone` asks the machine. */
export interface ProcessTable {
  readonly hostname: string;
  /** When a process of this machine began; `gone` where there is none, undefined where nobody can tell. */
  readonly startOf: (pid: number) => Promise<Date | "gone" | undefined>;
}

/** This machine's processes. */
export const processTable: ProcessTable = { hostname: hostname(), startOf };

/**
 * Whether a lock's holder is provably gone: it ran on this machine, and its process either is not there or began after
 * the lock was taken, and so is another one under the same id. Anything else counts as alive.
 */
export async function isGone(holder: Holder, table: ProcessTable = processTable): Promise<boolean> {
  if (holder.hostname !== table.hostname) return false;
  const start = await table.startOf(holder.pid);
  if (start === "gone") return true;
  return start !== undefined && start.getTime() > Date.parse(holder.takenAt);
}

async function startOf(pid: number): Promise<Date | "gone" | undefined> {
  if (!exists(pid)) return "gone";
  const { stdout, failed } = await execa("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    env: { LC_ALL: "C" },
    reject: false,
  });
  // Without `ps`, or when the process ended in between, nothing is proved.
  if (failed) return undefined;
  const [state = "", ...start] = stdout.trim().split(/\s+/);
  // A zombie has ended; only its parent has not asked for its exit code.
  if (state.startsWith("Z")) return "gone";
  const began = new Date(start.join(" "));
  return Number.isNaN(began.getTime()) ? undefined : began;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
