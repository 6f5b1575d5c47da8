import type { Layer } from "@tandem/contracts";
import { isGone } from "../holder.ts";
import { layerFolder } from "../layers.ts";
import type { StackLock } from "../ports.ts";
import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";

interface HeldLock {
  readonly layer: Layer;
  readonly lock: StackLock;
  readonly gone: boolean;
}

/** Whether somebody holds the engine's lock on a layer's stack; a lock whose holder is gone stays until it is cancelled. */
export async function checkLocks(probes: Probes, layers: readonly Layer[]): Promise<Finding> {
  const found = await Promise.all(layers.map(async (layer) => ({ layer, locks: await probes.stackLocks(layer) })));
  if (found.some(({ locks }) => locks === undefined)) {
    return { id: "locks", status: "ok", detail: "the backend does not show its locks" };
  }
  const held = await Promise.all(
    found.flatMap(({ layer, locks = [] }) => locks.map(async (lock) => ({ layer, lock, gone: await isGone(lock) }))),
  );
  if (held.length === 0) return { id: "locks", status: "ok", detail: "no stack is locked" };
  return { id: "locks", status: "warning", detail: held.map(describe).join("; "), fix: held.map(fixOf).join("; ") };
}

function describe({ layer, lock: { username, hostname, pid, takenAt }, gone }: HeldLock): string {
  const holder = `${username} on ${hostname}, process ${pid}, since ${takenAt}`;
  return `${layer.id} is locked by ${holder}${gone ? ", which is gone" : ""}`;
}

function fixOf({ layer, gone }: HeldLock): string {
  const cancel = `pulumi -C ${layerFolder(layer)} cancel -s ${layer.stackName}`;
  return gone ? cancel : `wait for it, or if it is gone: ${cancel}`;
}
