import { join } from "node:path";
import { regionsInUse, topologyOf } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { thisRunner } from "../ledger/lock.ts";
import type { InventoryLine, LateResources, ProvingGround, RolloutEngine, StateStore } from "../ports.ts";
import { AwsLookup } from "../recovery/aws/lookup.ts";
import { recoverLayer } from "../recovery/recover-layer.ts";
import type { EmitRollout } from "../rollout/events.ts";
import type { RecoverOptions, RolloutOptions } from "../rollout/options.ts";
import type { RunReport } from "../rollout/report.ts";
import { rollOut } from "../rollout/roll-out.ts";
import { tearDown } from "../teardown/tear-down.ts";
import type { TeardownReport } from "../teardown/tear-down.ts";

/** An environment on an emulator, with what rolls it out and takes it down. */
export interface GroundEnvironment {
  readonly root: string;
  readonly config: EnvironmentConfig;
  readonly layers: readonly Layer[];
  readonly ground: ProvingGround;
  readonly engine: RolloutEngine;
  readonly store: StateStore;
  readonly late: LateResources;
  /** Of what runs the programs, as in `RolloutOptions`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The folder that gets the engine's full output. */
  readonly logs: string;
  /** Stops what runs, and begins nothing new. */
  readonly signal: AbortSignal;
}

/**
 * What `tandem up --yes` does: lock, ledger, digests, recovery, gates.
 * @param through the engine of the updates. @default the environment's
 */
export function rollOutOnGround(
  environment: GroundEnvironment,
  emit: EmitRollout,
  through: RolloutOptions["engine"] = environment.engine,
): Promise<RunReport> {
  const { root, config, layers, versions } = environment;
  return rollOut({
    ...commonOptions(environment, "up", emit),
    root,
    environment: config.environment,
    layers,
    selection: {},
    engine: through,
    runner: thisRunner("up"),
    versions,
  });
}

/**
 * What `tandem down --yes` does: roles, reverse order, and then a look at what exists although every layer is gone.
 * @param before what the emulator held before the environment was made
 */
export function tearDownOnGround(
  environment: GroundEnvironment,
  before: readonly InventoryLine[],
  emit: EmitRollout,
): Promise<TeardownReport> {
  const { config, layers, engine, late, ground } = environment;
  return tearDown({
    ...commonOptions(environment, "destroy", emit),
    environment: config.environment,
    topology: topologyOf(config),
    layers,
    engine,
    late,
    remains: async () => ground.compare(before, await inventoryOf(environment)),
    confirm: async () => true,
  });
}

/** What the emulator holds in the regions of an environment. */
export function inventoryOf({
  config,
  ground,
}: Pick<GroundEnvironment, "config" | "ground">): Promise<readonly InventoryLine[]> {
  return ground.inventory(regionsInUse(config.regions));
}

function commonOptions({ ground, engine, store, logs, signal }: GroundEnvironment, log: string, emit: EmitRollout) {
  const lookup = new AwsLookup();
  return {
    store,
    call: (url: string, init?: RequestInit) => ground.call(url, init),
    checkerReports: (healthCheckId: string) => ground.checkerReports(healthCheckId),
    recover: (layer: Layer, options: RecoverOptions) => recoverLayer(layer, { engine, store, lookup, ...options }),
    emit,
    logOf: ({ id }: Pick<Layer, "id">) => join(logs, `${id.replace("/", "-")}-${log}.log`),
    stop: signal,
    signal,
  };
}
