import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { TandemError } from "@tandem/config";
import { z } from "zod";
import { isGone, processTable } from "../holder.ts";
import type { Holder, ProcessTable } from "../holder.ts";
import type { StateStore } from "../ports.ts";
import { runCommands } from "../rollout/events.ts";
import type { RunCommand } from "../rollout/events.ts";

const lockSchema = z.object({
  schemaVersion: z.literal(1),
  /** Tells this lock from a later one of the same process. */
  id: z.string(),
  command: z.enum(runCommands),
  username: z.string(),
  hostname: z.string(),
  pid: z.number().int(),
  /** ISO 8601 */
  takenAt: z.string(),
});

type RolloutLock = z.infer<typeof lockSchema>;

/** Who runs a command: as the lock and the run history name it. */
export interface Runner {
  readonly command: RunCommand;
  readonly username: string;
  readonly hostname: string;
  readonly pid: number;
}

/** This process, for a command. */
export function thisRunner(command: RunCommand): Runner {
  return { command, username: userInfo().username, hostname: hostname(), pid: process.pid };
}

/** Where an environment's lock is in its store. */
export function lockKey(environment: string): string {
  return `${environment}/rollout-lock.json`;
}

/**
 * Runs a task that changes an environment while nobody else does. A holder that is provably gone is replaced.
 * @param gone Whether a holder is. @default what this machine's processes say
 * @throws TandemError `rollout-locked` that names the holder, its process and since when
 */
export async function withRolloutLock<T>(
  store: StateStore,
  environment: string,
  who: Runner,
  task: () => Promise<T>,
  gone: (holder: Holder) => Promise<boolean> = isGone,
): Promise<T> {
  const lock: RolloutLock = { schemaVersion: 1, id: randomUUID(), ...who, takenAt: new Date().toISOString() };
  await take(store, environment, lock, gone);
  try {
    return await task();
  } finally {
    const now = await readLock(store, environment);
    if (now?.lock.id === lock.id) await store.remove(lockKey(environment));
  }
}

/** Who changes the environment at the moment; undefined when nobody does. */
export async function rolloutHolder(
  store: Pick<StateStore, "read">,
  environment: string,
): Promise<(Runner & { readonly takenAt: string }) | undefined> {
  const found = await readLock(store, environment);
  if (found === undefined) return undefined;
  const { command, username, hostname: host, pid, takenAt } = found.lock;
  return { command, username, hostname: host, pid, takenAt };
}

/** A lock that somebody is asked about. */
export interface FoundLock {
  readonly holder: Runner & { readonly takenAt: string };
  /** `gone`: provably; `elsewhere`: on another machine, of which nobody can tell from here. */
  readonly where: "here" | "elsewhere" | "gone";
  /** @throws TandemError `lock-changed`, and removes nothing, where somebody else has taken or removed it meanwhile */
  readonly remove: () => Promise<void>;
}

/** Who holds an environment's lock, and what removes it; undefined when nobody does. */
export async function findRolloutLock(
  store: StateStore,
  environment: string,
  processes: ProcessTable = processTable,
): Promise<FoundLock | undefined> {
  const found = await readLock(store, environment);
  if (found === undefined) return undefined;
  const { id: _id, schemaVersion: _version, ...holder } = found.lock;
  const isHere = holder.hostname === processes.hostname;
  const where = (await isGone(holder, processes)) ? "gone" : isHere ? "here" : "elsewhere";
  const remove = async (): Promise<void> => {
    // Taken over first, which only works on the lock that was found: a removal asks for no revision.
    const mine = `${JSON.stringify({ ...found.lock, id: randomUUID() }, null, 2)}\n`;
    if ((await store.write(lockKey(environment), mine, found.revision)) === undefined) {
      throw new TandemError("lock-changed", `the lock of ${environment} is not the one that was shown any more`, {
        hint: `tandem unlock ${environment}`,
      });
    }
    await store.remove(lockKey(environment));
  };
  return { holder, where, remove };
}

async function take(
  store: StateStore,
  environment: string,
  lock: RolloutLock,
  gone: (holder: Holder) => Promise<boolean>,
): Promise<void> {
  const found = await readLock(store, environment);
  if (found !== undefined && !(await gone(found.lock))) throw locked(environment, found.lock);
  const revision = await store.write(lockKey(environment), `${JSON.stringify(lock, null, 2)}\n`, found?.revision);
  if (revision !== undefined) return;
  const faster = await readLock(store, environment);
  // Taken and given back between the two reads: the next try decides.
  if (faster === undefined) return take(store, environment, lock, gone);
  throw locked(environment, faster.lock);
}

async function readLock(
  store: Pick<StateStore, "read">,
  environment: string,
): Promise<{ readonly lock: RolloutLock; readonly revision: string } | undefined> {
  const stored = await store.read(lockKey(environment));
  if (stored === undefined) return undefined;
  return { lock: lockSchema.parse(JSON.parse(stored.text)), revision: stored.revision };
}

function locked(environment: string, { command, username, hostname: host, pid, takenAt }: RolloutLock) {
  return new TandemError(
    "rollout-locked",
    `${environment} is being changed: tandem ${command} of ${username} on ${host}, process ${pid}, since ${takenAt}`,
    {
      hint: `wait for it; if you know that it is gone for good: tandem unlock ${environment}`,
    },
  );
}
