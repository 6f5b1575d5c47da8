import { mkdir } from "node:fs/promises";
import { TandemError, topologyOf } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { estimateCost } from "../cost/estimate-cost.ts";
import { idle } from "../cost/usage.ts";
import { layersOf } from "../environment-files.ts";
import type { AwsPlugin, InventoryLine, LateResources, ProvingGround, RolloutEngine } from "../ports.ts";
import { checkReachability } from "../reachability/check-reachability.ts";
import { resourcesByLayer } from "../resources/read-resources.ts";
import { backendUrlOf } from "../state/backend-url.ts";
import { openStateStore } from "../state/open.ts";
import { recordRehearsal, removeRehearsal } from "./kept.ts";
import { hundredths, layerChecks, layerReport, previewChecks } from "./outcomes.ts";
import type { Previews } from "./outcomes.ts";
import { plannedSteps, previewAgain, takeRollout, takeTeardown, useIt } from "./phases.ts";
import type { PhaseContext, States } from "./phases.ts";
import type { ProgressSink } from "./progress.ts";
import type { Check, RehearsalReport } from "./report.ts";
import { inventoryOf } from "./rollout.ts";

export interface RehearseOptions {
  readonly root: string;
  /** The rehearsal's own folder: state and emulator data. Made if missing. */
  readonly directory: string;
  /** The folder that gets each layer's full engine output, and keeps it. Made if missing. */
  readonly logs: string;
  readonly config: EnvironmentConfig;
  /** Leave the environment and the emulator up, and skip the teardown. */
  readonly keep: boolean;
  /** What the ground will run with, for whoever uses it when it is kept. */
  readonly awsPlugin: AwsPlugin;
  readonly signal: AbortSignal;
  readonly progress: ProgressSink;
  readonly startGround: () => Promise<ProvingGround>;
  readonly makeEngine: (environment: Readonly<Record<string, string>>) => RolloutEngine;
  readonly late: LateResources;
  readonly pulumiVersion: (environment: Readonly<Record<string, string>>) => Promise<string>;
}

/**
 * Rolls an environment out on an emulator, uses it, checks that a second look finds nothing to change, and takes it
 * down. Whatever happens, everything that was started is stopped (unless it is kept) and the stack folders are left as
 * they were. A check that fails is in the report; only what prevents a report is thrown.
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  const { root, directory, logs, config, keep, progress, signal } = options;
  const layers = layersOf(config);
  progress.plan(plannedSteps(layers, keep));
  for (const folder of [directory, logs]) await mkdir(folder, { recursive: true });
  await recordRehearsal(directory, config, options.awsPlugin);
  let ground: ProvingGround | undefined;
  let kept = false;
  try {
    ground = await progress.step("emulator", async (tell) => {
      const started = await options.startGround();
      tell(`${config.environment} at ${started.endpoint}`);
      return started;
    });
    const { environment, awsPlugin } = ground;
    const engine = options.makeEngine(environment);
    const store = openStateStore({ url: backendUrlOf(root, environment), environment, stateHome: directory });
    const pulumi = await options.pulumiVersion(environment);
    const versions = { pulumi, awsPlugin };
    const context = {
      root,
      config,
      layers,
      ground,
      engine,
      store,
      late: options.late,
      versions,
      logs,
      progress,
      signal,
    };
    const report = await run(context, keep, pulumi);
    goOn(signal);
    if (keep) {
      // For `tandem shell`, where a plain `pulumi up` in a folder works on this environment; the settings are its own.
      // What a failed rollout has not reached has no stack.
      for (const layer of layers) if ((await engine.checkpoint(layer)) !== undefined) await engine.select(layer);
      await ground.keep();
      kept = true;
    }
    return report;
  } finally {
    if (!kept) {
      await progress.step("stop", async () => {
        await ground?.stop();
        await removeRehearsal(root, { directory, layers });
      });
    }
  }
}

async function run(context: PhaseContext, keep: boolean, pulumi: string): Promise<RehearsalReport> {
  const { config, ground } = context;
  const startedAt = new Date();
  const before = await inventoryOf(context);
  const report = await takeRollout(context);
  goOn(context.signal);
  const rolledOut = report.rollout?.layers ?? [];
  const iam = await ground.probeIam(config.regions.standby, config.accountId);
  const checks: Check[] = [
    ...layerChecks("rollout", rolledOut, "deployed; its outputs keep their contract"),
    { id: "iam-enforced", ok: iam.denied, detail: iam.detail },
  ];
  let states: States = new Map();
  let previews: Previews = new Map();
  let cost: RehearsalReport["cost"];
  if (report.ok) {
    states = await readStates(context);
    checks.push(...(await useIt(context, states)));
    const topology = topologyOf(config);
    const resources = await resourcesByLayer(context.engine, context.layers);
    checks.push(...checkReachability(topology, resources));
    cost = estimateCost({ topology, resources, usage: idle, basis: "deployed" });
    previews = await previewAgain(context);
    checks.push(...previewChecks(previews));
  }
  goOn(context.signal);
  const teardown = keep ? { leftovers: [], pendingDeletion: [] } : await takeDown(context, before, checks);
  return {
    schemaVersion: 1,
    profile: config.profile.name,
    limits: [...config.profile.limits],
    environment: config.environment,
    startedAt: startedAt.toISOString(),
    seconds: hundredths((Date.now() - startedAt.getTime()) / 1000),
    ok: checks.every(({ ok }) => ok),
    mode: {
      pulumi,
      languageHost: ground.languageHost,
      awsPlugin: ground.awsPlugin,
      emulator: `${ground.emulator.name} ${ground.emulator.version}`,
      modelled: [...ground.modelled],
      iamEnforced: iam.denied,
    },
    layers: rolledOut.map((layer) => layerReport(layer, states.get(layer.id), previews.get(layer.id))),
    checks,
    teardown,
    ...(cost === undefined ? {} : { cost }),
  };
}

/** @throws TandemError once the run is stopped: what it has made goes with the emulator, so there is no teardown */
function goOn(signal: AbortSignal): void {
  if (signal.aborted) throw new TandemError("aborted", "the rehearsal was stopped", { kind: "aborted" });
}

/** Destroys every layer, and adds what that proved to the checks. */
async function takeDown(
  context: PhaseContext,
  before: readonly InventoryLine[],
  checks: Check[],
): Promise<RehearsalReport["teardown"]> {
  const { teardown } = await takeTeardown(context, before);
  checks.push(...layerChecks("teardown", teardown.layers, "destroyed"));
  // While a layer is left, the teardown does not look at what exists.
  const remains = teardown.remains ?? context.ground.compare(before, await inventoryOf(context));
  const { leftovers, pendingDeletion } = remains;
  const left = leftovers.map(({ type, region, id }) => `${type} ${id} (${region})`).join(", ");
  const detail = left === "" ? "the emulator holds what it held before" : `left: ${left}`;
  checks.push({ id: "nothing-left", ok: left === "", detail });
  return { leftovers: [...leftovers], pendingDeletion: [...pendingDeletion] };
}

async function readStates({ layers, engine }: PhaseContext): Promise<States> {
  const states = await Promise.all(layers.map(async (layer) => [layer.id, await engine.checkpoint(layer)] as const));
  return new Map(states.flatMap(([id, state]) => (state === undefined ? [] : [[id, state]])));
}
