import { TandemError, findRolloutLock } from "@tandem/orchestrator";
import type { FoundLock } from "@tandem/orchestrator";
import { askWord } from "../ask.ts";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { age, holderText } from "../render/holder.ts";
import { openTarget } from "../target.ts";

/** `tandem unlock` */
export async function unlock(invocation: Invocation): Promise<ExitCode> {
  const { args, terminal } = invocation;
  const environment = args[0] ?? "";
  const { openStore } = await openTarget(environment);
  const lock = await findRolloutLock(openStore(), environment);
  if (lock === undefined) {
    terminal.err(`${environment}: nobody holds its lock\n`);
    return exitCodes.ok;
  }
  terminal.err(`${environment}: locked by ${lockText(lock, new Date())}\n`);
  requireRemovable(lock);
  const { hostname } = lock.holder;
  if (
    lock.where === "elsewhere" &&
    !(await askWord(`type ${hostname} once its process is gone`, hostname, invocation))
  ) {
    terminal.err("the lock stays\n");
    return exitCodes.aborted;
  }
  await lock.remove();
  terminal.err(`the lock is removed; tandem up ${environment} goes on from what was done\n`);
  return exitCodes.ok;
}

/** `tandem up of ann on ci-7, process 42, 3 h ago` */
export function lockText({ holder, where }: Pick<FoundLock, "holder" | "where">, now: Date): string {
  const gone = where === "gone";
  return `tandem ${holder.command} of ${holderText({ ...holder, gone })}, ${age(holder.takenAt, now)}`;
}

/** @throws TandemError where the holder runs on this machine: it can be asked to end, and then gives the lock back */
export function requireRemovable({ holder: { pid, hostname }, where }: Pick<FoundLock, "holder" | "where">): void {
  if (where !== "here") return;
  throw new TandemError(
    "holder-runs",
    `process ${pid} runs here, on ${hostname}, and gives the lock back when it ends`,
    {
      hint: `wait for it, or: kill -INT ${pid}`,
    },
  );
}
