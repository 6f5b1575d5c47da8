import { TandemError } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { layerId, primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import type { Contract, Layer } from "@tandem/contracts";
import { LedgerBook } from "../ledger/ledger.ts";
import { thisRunner, withRolloutLock } from "../ledger/lock.ts";
import type { RunEntry } from "../ledger/schema.ts";
import type { InventoryLine, LateResources, LayerEngine, Leftovers, StateStore } from "../ports.ts";
import { readRoles } from "../roles/read-roles.ts";
import type { RolesRequest } from "../roles/read-roles.ts";
import type { Roles } from "../roles/roles.ts";
import type { EmitRollout } from "../rollout/events.ts";
import type { RunReport } from "../rollout/report.ts";
import { runName } from "../rollout/run-name.ts";
import { destroyLayers } from "./destroy-layers.ts";
import { teardownOrder } from "./order.ts";
import { previewTeardown, refuseUnsafe } from "./preview.ts";
import type { LayerToDelete } from "./preview.ts";
import type { TeardownSection, TornDownLayer } from "./report.ts";
import { snapshotsToSweep, sweep } from "./sweep.ts";

/** What a teardown works with. */
export interface TearDownOptions {
  readonly environment: string;
  readonly topology: Topology;
  /** Every layer of the environment, in rollout order. */
  readonly layers: readonly Layer[];
  /** Ids of the layers to take. @default all */
  readonly only?: readonly string[];
  readonly engine: Pick<LayerEngine, "checkpoint" | "destroy">;
  readonly store: StateStore;
  /** Calls a URL of the environment as its clients do. */
  readonly call: RolesRequest["call"];
  /** Rejects where a layer may not be deleted now. @default all may be */
  readonly guard?: (layer: Layer) => Promise<void>;
  /** Settles what a killed run left of a layer, and says so where there was anything. */
  readonly recover: (layer: Layer, options: RecoverOptions) => Promise<unknown>;
  /** What is swept once every layer is gone. */
  readonly late: LateResources;
  /** What exists of the environment although every layer is gone. */
  readonly remains: () => Promise<Leftovers>;
  /** Shows what will be deleted, and asks; false for no. */
  readonly confirm: (question: TeardownQuestion) => Promise<boolean>;
  readonly emit: EmitRollout;
  /** The folder with the engine's full output. */
  readonly logOf: (layer: Layer) => string;
  /** No further layer is begun once it is aborted. */
  readonly stop: AbortSignal;
  /** Cancels what runs. */
  readonly signal: AbortSignal;
}

/** What a recovery before a layer's own operation gets. */
export interface RecoverOptions {
  readonly emit: EmitRollout;
  readonly signal: AbortSignal;
}

/** What is asked before anything is deleted. */
export interface TeardownQuestion {
  readonly environment: string;
  readonly roles: Roles;
  /** What exists, in the order in which it goes; layers that go side by side follow one another. */
  readonly layers: readonly LayerToDelete[];
  /** Those that failovers have kept, which go as well; none as long as a layer stays. */
  readonly snapshots: readonly InventoryLine[];
}

/** A run's report with what a teardown adds. */
export type TeardownReport = RunReport & { readonly teardown: TeardownSection };

/**
 * Deletes an environment's layers, each when nothing stands on it any more. Layers that are gone are done, so a second
 * run goes on where the first ended. A layer that fails stops those it stands on, and nothing else.
 * @throws TandemError, and nothing was deleted: the environment is being changed by somebody else, a layer that stays
 * stands on one that is to go, data is protected, the guard is against it, or the answer was no
 */
export function tearDown(options: TearDownOptions): Promise<TeardownReport> {
  return withRolloutLock(options.store, options.environment, thisRunner("down"), () => underLock(options));
}

async function underLock(options: TearDownOptions): Promise<TeardownReport> {
  const { environment, topology, engine, only, emit } = options;
  const found = await previewTeardown(engine, options);
  refuseUnsafe(environment, found, only);
  const roles = await readRoles({ regions: topology.regions, endpoints: endpointsOf(found), call: options.call });
  const goes = (id: string): boolean => only === undefined || only.includes(id);
  const layers = teardownOrder(options.layers, roles.active).filter(({ id }) => goes(id));
  const chosen = found.filter(({ layer }) => goes(layer.id));
  const there = chosen.filter(({ exists }) => exists);
  for (const { layer } of there) await options.guard?.(layer);
  const takesAll = found.every(({ layer, exists }) => !exists || goes(layer.id));
  const snapshots = takesAll ? await snapshotsToSweep(options.late, topology) : [];
  const question = { environment, roles, layers: there.toReversed(), snapshots };
  if (there.length + snapshots.length > 0 && !(await options.confirm(question))) {
    throw new TandemError("not-confirmed", `nothing of ${environment} was deleted`, { kind: "aborted" });
  }
  const startedAt = new Date();
  const run = runName("down", startedAt);
  const book = await LedgerBook.open(options.store, environment);
  // From here on the environment is known also where its files are not.
  if (book.ledger.topology === null) await book.noteTopology(topology);
  const order = layers.toReversed().map((layer) => announced(layer, layers, book));
  emit({ type: "run-started", command: "down", environment, run, layers: order });
  const ended = await destroyLayers({ options, book, found: chosen }, layers);
  const gone = (id: string): boolean => ended.some((layer) => layer.id === id && isGone(layer));
  const nothingStands = found.every(({ layer, exists }) => !exists || gone(layer.id));
  const remains = nothingStands ? await sweptRemains(options) : null;
  const { username, hostname } = thisRunner("down");
  const entry: RunEntry = {
    run,
    command: "down",
    who: `${username}@${hostname}`,
    startedAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 10) / 100,
    ok: ended.every(isGone) && (remains?.leftovers ?? []).length === 0,
    layers: Object.fromEntries(ended.map(({ id, status }) => [id, status])),
  };
  if (nothingStands && entry.ok) await book.remove();
  else await book.noteRun(entry);
  emit({ type: "run-ended", ok: entry.ok, seconds: entry.seconds });
  const teardown = { active: roles.active ?? null, layers: [...ended], remains };
  const { layers: _, ...common } = entry;
  return { schemaVersion: 1, environment, ...common, teardown };
}

/** Sweeps, and looks at what exists then: AWS may go on showing what was just deleted. */
async function sweptRemains({
  late,
  topology,
  remains,
}: TearDownOptions): Promise<NonNullable<TeardownSection["remains"]>> {
  const { swept, left } = await sweep(late, topology);
  const { leftovers, pendingDeletion } = await remains();
  const told = new Set([...swept, ...left].map(({ id }) => id));
  return {
    swept: [...swept],
    leftovers: [...leftovers.filter(({ id }) => !told.has(id)), ...left],
    pendingDeletion: [...pendingDeletion],
  };
}

function isGone({ status }: TornDownLayer): boolean {
  return status === "done" || status === "unchanged";
}

/**
 * A layer as it is announced, with the layers that it waits for: those that stand on it. A deletion takes the steps of the
 * last update: one for each resource.
 */
function announced(layer: Layer, layers: readonly Layer[], { ledger }: LedgerBook) {
  const { steps = 0 } = ledger.layers[layer.id] ?? {};
  return {
    id: layer.id,
    dependsOn: layers.filter(({ dependsOn }) => dependsOn.includes(layer.id)).map(({ id }) => id),
    ...(steps === 0 ? {} : { expected: { steps } }),
  };
}

/** Each region's API, as its layer published it last. */
function endpointsOf(found: readonly LayerToDelete[]): Readonly<Record<Role, string | undefined>> {
  const of = (contract: Contract): string | undefined => {
    const endpoint = found.find(({ layer }) => layer.id === layerId(contract))?.outputs["apiEndpoint"];
    return typeof endpoint === "string" ? endpoint : undefined;
  };
  return { primary: of(primaryRegionContract), standby: of(standbyRegionContract) };
}
