import { setInterval } from "node:timers/promises";
import { TandemError } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import { isGone, processTable } from "../holder.ts";
import type { ProcessTable } from "../holder.ts";
import { layerFolder } from "../layers.ts";
import type { LayerStack, StackLock, StateStore } from "../ports.ts";

/** An engine whose runner was killed ends within seconds: it can no longer tell what it does. */
const dyingSeconds = 15;

export interface StackLockOptions {
  readonly store: Pick<StateStore, "stackLocks" | "breakStackLocks">;
  readonly signal?: AbortSignal | undefined;
  /** @default this machine's */
  readonly processes?: ProcessTable;
  /** How long a holder on this machine may take to end. @default 15 */
  readonly seconds?: number;
}

/**
 * Removes the engine's locks on a stack if their holders are provably gone, and gives them.
 * @throws TandemError `stack-locked`, when one of them is alive or nobody can tell from here
 */
export async function breakStaleLocks(
  stack: LayerStack,
  { store, signal, processes = processTable, seconds = dyingSeconds }: StackLockOptions,
): Promise<readonly StackLock[]> {
  const end = performance.now() + seconds * 1000;
  const look = async () => {
    const locks = (await store.stackLocks(stack)) ?? [];
    const gone = await Promise.all(locks.map((lock) => isGone(lock, processes)));
    return { locks, held: locks.filter((_, index) => gone[index] !== true) };
  };
  const mayEnd = (held: readonly StackLock[]): boolean =>
    held.every(({ hostname }) => hostname === processes.hostname) && performance.now() < end;
  let { locks, held } = await look();
  if (held.length > 0 && mayEnd(held)) {
    for await (const _ of setInterval(200, undefined, signal === undefined ? {} : { signal })) {
      ({ locks, held } = await look());
      if (held.length === 0 || !mayEnd(held)) break;
    }
  }
  if (held.length > 0) throw locked(stack, held);
  if (locks.length > 0) await store.breakStackLocks(stack);
  return locks;
}

/** Who holds a lock, as people read it. */
export function describeLock({ username, hostname, pid, takenAt }: StackLock): string {
  return `${username}@${hostname}, process ${pid}, since ${takenAt}`;
}

function locked(stack: LayerStack, held: readonly StackLock[]): TandemError {
  const { contract, stackName } = stack;
  const holders = held.map(describeLock).join("; ");
  return new TandemError("stack-locked", `${projectName(contract)}/${stackName} is locked by ${holders}`, {
    kind: "deploy",
    hint: `wait for it to end; if you know that it is gone: pulumi -C ${layerFolder({ contract })} cancel ${stackName} --yes`,
  });
}
