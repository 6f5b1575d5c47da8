import { mkdir } from "node:fs/promises";
import { TandemError, regionsInUse } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { layersOf } from "../environment-files.ts";
import type { AwsPlugin, InventoryLine, RolloutEngine, ProvingGround, StateResource } from "../ports.ts";
import { recordRehearsal, removeRehearsal } from "./kept.ts";
import { allDone, describeChanges, hundredths, layerReport, outcomeChecks } from "./outcomes.ts";
import type { Outcomes } from "./outcomes.ts";
import { createStacks, plannedSteps, previewAgain, rollOut, tearDown, useIt } from "./phases.ts";
import type { PhaseContext } from "./phases.ts";
import type { ProgressSink } from "./progress.ts";
import type { Check, RehearsalReport } from "./report.ts";

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
    const engine = options.makeEngine(ground.environment);
    const pulumi = await options.pulumiVersion(ground.environment);
    const report = await run({ root, config, layers, ground, engine, progress, signal }, keep, pulumi);
    goOn(signal);
    if (keep) {
      // For `tandem shell`, where a plain `pulumi up` in a folder works on this environment; the settings are its own.
      for (const layer of layers) await engine.select(layer);
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
  const { config, layers, ground } = context;
  const startedAt = new Date();
  const before = await inventory(context);
  await createStacks(context);
  const rollout = await rollOut(context);
  goOn(context.signal);
  const iam = await ground.probeIam(config.regions.standby, config.accountId);
  const checks: Check[] = [
    ...outcomeChecks("rollout", rollout, "deployed; its outputs keep their contract"),
    { id: "iam-enforced", ok: iam.denied, detail: iam.detail },
  ];
  let resources: ReadonlyMap<string, readonly StateResource[]> = new Map();
  let previews: Outcomes<Awaited<ReturnType<RolloutEngine["previewAfterRefresh"]>>["changes"]> = new Map();
  if (allDone(rollout)) {
    resources = await resourcesByLayer(context);
    checks.push(...(await useIt(context, rollout, [...resources.values()].flat())));
    previews = await previewAgain(context);
    checks.push(...outcomeChecks("second-preview", previews, "no changes after a refresh", describeChanges));
  }
  goOn(context.signal);
  const teardown = keep ? { leftovers: [], pendingDeletion: [] } : await takeDown(context, before, checks);
  return {
    schemaVersion: 1,
    profile: config.profile.name,
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
    layers: layers.map(({ id }) => layerReport(id, rollout.get(id), resources.get(id)?.length, previews.get(id))),
    checks,
    teardown,
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
  checks.push(...outcomeChecks("teardown", await tearDown(context), "destroyed"));
  const { leftovers, pendingDeletion } = context.ground.compare(before, await inventory(context));
  const left = leftovers.map(({ type, region, id }) => `${type} ${id} (${region})`).join(", ");
  const detail = left === "" ? "the emulator holds what it held before" : `left: ${left}`;
  checks.push({ id: "nothing-left", ok: left === "", detail });
  return { leftovers: [...leftovers], pendingDeletion: [...pendingDeletion] };
}

function inventory({ config, ground }: PhaseContext): Promise<readonly InventoryLine[]> {
  return ground.inventory(regionsInUse(config.regions));
}

async function resourcesByLayer({
  layers,
  engine,
}: PhaseContext): Promise<ReadonlyMap<string, readonly StateResource[]>> {
  return new Map(await Promise.all(layers.map(async (layer) => [layer.id, await engine.resources(layer)] as const)));
}
