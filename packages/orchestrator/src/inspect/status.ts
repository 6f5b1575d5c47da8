import type { Region, Role } from "@tandem/config";
import { layerId, primaryRegionContract, projectName, standbyRegionContract } from "@tandem/contracts";
import type { Contract, Layer } from "@tandem/contracts";
import type { Digest } from "../digest/digest.ts";
import { isGone } from "../holder.ts";
import type { Holder } from "../holder.ts";
import { rolloutHolder } from "../ledger/lock.ts";
import type { Runner } from "../ledger/lock.ts";
import type { Ledger, LayerEntry } from "../ledger/schema.ts";
import type { Checkpoint, LayerEngine, StackLock, StateStore } from "../ports.ts";
import { readRoles } from "../roles/read-roles.ts";
import type { RolesRequest } from "../roles/read-roles.ts";
import type { Roles } from "../roles/roles.ts";
import type { DriftReport, LayerDrift } from "./drift.ts";
import { changedUpstream } from "./stale.ts";

/** One layer, as `tandem status --json` prints it. */
export interface LayerState {
  readonly id: string;
  /** `<project>/<stack>` */
  readonly stack: string;
  /** `absent`: there is no such stack; `empty`: it has no resources. */
  readonly state: "up" | "empty" | "absent";
  /** When an operation last wrote its state, ISO 8601. */
  readonly updatedAt: string | null;
  readonly resources: number;
  /** Operations that had begun when their runner died. */
  readonly pending: readonly { readonly kind: string; readonly urn: string }[];
  /** Who holds the engine's locks; null where the backend does not tell. */
  readonly locks: readonly Held<StackLock>[] | null;
  /** Parts of its last update that are others by now: `sources`, `config`, `upstream:<layer>.<key>`, … */
  readonly stale: readonly string[];
  /** How the last update by Tandem ended; null where no ledger knows one. */
  readonly lastRun: Pick<LayerEntry, "status" | "run" | "doneAt"> | null;
  /** Its stack was written since by others than Tandem; null where no ledger knows. */
  readonly byHand: boolean | null;
  /** As `tandem drift` last saw it; null where it has not looked since the last update. */
  readonly drift: { readonly at: string; readonly status: LayerDrift["status"]; readonly resources: number } | null;
}

/** A lock, and whether its holder is provably gone. */
export type Held<Lock> = Lock & { readonly gone: boolean };

/** Everything that `tandem status` knows of an environment. */
export interface EnvironmentStatus {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly layers: readonly LayerState[];
  readonly roles: Roles;
  /** Whether nothing would take over from the active region, as while the standby is active; null where none is known. */
  readonly unprotected: boolean | null;
  /** The command that changes the environment at the moment; null when none does. */
  readonly rollout: Held<Runner & { readonly takenAt: string }> | null;
}

export interface StatusRequest {
  readonly environment: string;
  readonly layers: readonly Layer[];
  readonly regions: Readonly<Record<Role, Region>>;
  readonly engine: Pick<LayerEngine, "checkpoint">;
  readonly store: Pick<StateStore, "read" | "stackLocks">;
  /** Undefined before the first run of `tandem up`. */
  readonly ledger: Ledger | undefined;
  /** The digest of a layer as things are now; only its parts that come from the checkout are used. */
  readonly digestOf: (layer: Layer) => Promise<Digest>;
  /** The last result of `tandem drift`, if there is one. */
  readonly drift: DriftReport | undefined;
  readonly call: RolesRequest["call"];
  /** Whether a lock's holder is. @default what this machine's processes say */
  readonly gone?: (holder: Holder) => Promise<boolean>;
}

/** Reads everything and changes nothing. It needs no ledger: what was rolled out stack by stack is told as well. */
export async function readStatus(request: StatusRequest): Promise<EnvironmentStatus> {
  const { environment, layers, regions, engine, store, call, gone = isGone } = request;
  const read = await Promise.all(layers.map(async (layer) => [layer.id, await engine.checkpoint(layer)] as const));
  const checkpoints = new Map(read);
  const endpointOf = (contract: Contract) => {
    const endpoint = checkpoints.get(layerId(contract))?.outputs["apiEndpoint"];
    return typeof endpoint === "string" ? endpoint : undefined;
  };
  const endpoints = { primary: endpointOf(primaryRegionContract), standby: endpointOf(standbyRegionContract) };
  const [states, roles, holder] = await Promise.all([
    Promise.all(layers.map((layer) => layerState(layer, checkpoints, request))),
    readRoles({ regions, endpoints, call }),
    rolloutHolder(store, environment),
  ]);
  const rollout = holder === undefined ? null : { ...holder, gone: await gone(holder) };
  const unprotected = roles.active === undefined ? null : roles.active === "standby";
  return { schemaVersion: 1, environment, layers: states, roles, unprotected, rollout };
}

async function layerState(
  layer: Layer,
  checkpoints: ReadonlyMap<string, Checkpoint | undefined>,
  { layers, store, ledger, digestOf, drift, gone = isGone }: StatusRequest,
): Promise<LayerState> {
  const checkpoint = checkpoints.get(layer.id);
  const entry = ledger?.layers[layer.id];
  const byHand = entry === undefined ? null : entry.checkpointUpdatedAt !== (checkpoint?.updatedAt ?? null);
  // After an update by others the ledger's digest describes one that is not the last.
  const program = entry === undefined || byHand === true ? [] : changedProgram(entry.digest, await digestOf(layer));
  const resources = checkpoint?.resources.length ?? 0;
  const locks = await store.stackLocks(layer);
  return {
    id: layer.id,
    stack: `${projectName(layer.contract)}/${layer.stackName}`,
    state: checkpoint === undefined ? "absent" : resources > 0 ? "up" : "empty",
    updatedAt: checkpoint?.updatedAt ?? null,
    resources,
    pending: checkpoint?.pendingOperations.map(({ kind, urn }) => ({ kind, urn })) ?? [],
    locks:
      locks === undefined ? null : await Promise.all(locks.map(async (lock) => ({ ...lock, gone: await gone(lock) }))),
    stale: [...program, ...changedUpstream(layer, layers, checkpoints)],
    lastRun: entry === undefined ? null : { status: entry.status, run: entry.run, doneAt: entry.doneAt },
    byHand,
    drift: driftOf(layer, checkpoint, drift),
  };
}

/** The parts of a digest that come from the checkout; what it reads and when it was written the state tells better. */
const programParts = ["sources", "lockfile", "bundles", "config"] as const;

function changedProgram(before: Digest, now: Digest): readonly string[] {
  return programParts.filter((part) => before[part] !== now[part]);
}

function driftOf(
  { id }: Layer,
  checkpoint: Checkpoint | undefined,
  report: DriftReport | undefined,
): LayerState["drift"] {
  const found = report?.layers.find((layer) => layer.id === id);
  if (report === undefined || found === undefined || checkpoint === undefined) return null;
  // An update since then has changed what it was compared with.
  if (Date.parse(checkpoint.updatedAt) > Date.parse(report.at)) return null;
  return { at: report.at, status: found.status, resources: found.drift.length };
}
