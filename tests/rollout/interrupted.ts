import { AwsLookup, recoverLayer } from "@tandem/orchestrator";
import type { RecoveryReport } from "@tandem/orchestrator";
import type { Layer } from "@tandem/contracts";
import { expect } from "vitest";
import type { Ground } from "./ground.ts";
import { descendants } from "./processes.ts";

/**
 * Runs an operation on a layer, and kills the engine and its plugins by SIGKILL once the call has been carried out
 * whose answer nobody gets.
 * @param silent resolves then
 */
export async function killOnceSilent(
  { ground, layer, silent }: { readonly ground: Ground; readonly layer: Layer; readonly silent: Promise<void> },
  operate: () => Promise<unknown>,
): Promise<void> {
  const ended = operate().then(
    () => "done",
    (error: unknown) => error,
  );
  await Promise.race([silent, ended]);
  const [lock] = (await ground.store.stackLocks(layer)) ?? [];
  if (lock === undefined) throw new Error(`no engine works on ${layer.id}`);
  for (const pid of [lock.pid, ...(await descendants(lock.pid))]) process.kill(pid, "SIGKILL");
  expect(await ended).toMatchObject({ code: "layer-failed" });
}

/** What `tandem up` and `tandem down` do before they work on a layer. */
export function recover(ground: Ground, layer: Layer): Promise<RecoveryReport> {
  const { store } = ground;
  return recoverLayer(layer, { engine: ground.engine(), store, lookup: new AwsLookup(), emit: () => undefined });
}
