import { regionsInUse, topologyOf } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { parseOutputs, primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { writeEnvironmentFiles } from "../environment-files.ts";
import type { RolloutEngine, ProvingGround, ResourceStep, StateResource } from "../ports.ts";
import { runLayers } from "../runner.ts";
import { describeChanges, outputsOf } from "./outcomes.ts";
import type { Outcomes } from "./outcomes.ts";
import { check } from "./answers.ts";
import { checkDocuments } from "./document-checks.ts";
import { checkFailoverName, checkFailoverNameResolves } from "./failover-name-checks.ts";
import { checkHeartbeats } from "./heartbeat-checks.ts";
import { checkPayments } from "./payment-checks.ts";
import type { PlannedStep, ProgressSink } from "./progress.ts";
import type { Check } from "./report.ts";

/** What every phase of a rehearsal works with. */
export interface PhaseContext {
  readonly root: string;
  readonly config: EnvironmentConfig;
  readonly layers: readonly Layer[];
  readonly ground: ProvingGround;
  readonly engine: RolloutEngine;
  readonly progress: ProgressSink;
  readonly signal: AbortSignal;
}

/** The steps of a rehearsal, as they are shown before the first one. */
export function plannedSteps(layers: readonly Layer[], keep: boolean): readonly PlannedStep[] {
  const each = (group: string, order: readonly Layer[]) => order.map(({ id }) => ({ id: `${group}/${id}`, title: id }));
  const teardown = { id: "teardown", title: "Tear down", steps: each("teardown", layers.toReversed()) };
  return [
    { id: "emulator", title: "Start the emulator" },
    { id: "stacks", title: "Create the stacks" },
    { id: "rollout", title: "Roll out", steps: each("rollout", layers) },
    { id: "checks", title: "Take payments through both regions" },
    { id: "preview", title: "Preview again (--refresh --expect-no-changes)", steps: each("preview", layers) },
    ...(keep ? [] : [teardown, { id: "stop", title: "Stop the emulator" }]),
  ];
}

export async function createStacks({ root, config, layers, engine, progress }: PhaseContext): Promise<void> {
  await progress.step("stacks", async (tell) => {
    await writeEnvironmentFiles(root, layers, config);
    // One after another: two at once in one project folder corrupt its workspace.json.
    for (const layer of layers) {
      tell(layer.id);
      await engine.create(layer);
    }
  });
}

/** Each layer's `up`, then its gate: the outputs keep their contract. */
export function rollOut(context: PhaseContext): Promise<Outcomes<Readonly<Record<string, unknown>>>> {
  const { config, engine, signal } = context;
  return eachLayer(context, "rollout", context.layers, "forward", async (layer, tell) => {
    const counted = countingSteps(tell);
    const { outputs } = await engine.up(layer, { signal, onStep: counted.onStep });
    tell(`${counted.count()} steps`);
    return parseOutputs(layer.contract, config.environment, outputs);
  });
}

/** Payments and their documents through both APIs, the failover name, both heartbeats, and whether every resource of the state really is in the emulator. */
export function useIt(
  { config, ground, progress }: PhaseContext,
  rollout: Outcomes<unknown>,
  resources: readonly StateResource[],
): Promise<readonly Check[]> {
  return progress.step(
    "checks",
    async (tell) => {
      const primary = outputsOf(rollout, primaryRegionContract);
      const standby = outputsOf(rollout, standbyRegionContract);
      const endpoints = { primary: primary.apiEndpoint, standby: standby.apiEndpoint };
      const call: PhaseContext["ground"]["call"] = (url, init) => ground.call(url, init);
      const topology = topologyOf(config);
      const { environmentSuffix, domain } = topology;
      const prefix = `rehearsal-${environmentSuffix}`;
      const hosts = { primary: primary.trafficHostname, standby: standby.trafficHostname };
      // Writers take a moment to start, and then go on by themselves.
      const beating = checkHeartbeats(ground, config);
      const payments = await checkPayments(call, endpoints, prefix);
      const documents = await checkDocuments(call, endpoints, prefix);
      const named = domain.delegated ? await checkFailoverName(call, domain.failoverName, hosts, prefix) : [];
      const resolves = await checkFailoverNameResolves(ground, topology, primary, prefix);
      const heartbeats = await beating;
      const exists = await check("state-exists-in-emulator", async () => {
        const missing = await ground.missing(resources, regionsInUse(config.regions));
        const detail = missing.map(({ type, name }) => `${type} ${name}`).join(", ");
        return {
          ok: missing.length === 0,
          detail: detail === "" ? `all ${resources.length} resources found by list calls` : `missing: ${detail}`,
        };
      });
      const checks = [...payments, ...documents, ...named, resolves, ...heartbeats, exists];
      tell(`${checks.length} checks hold`);
      return checks;
    },
    failedChecks,
  );
}

/** What each layer would change after looking at the cloud; a clean rollout gives nothing. */
export function previewAgain(context: PhaseContext): Promise<Outcomes<readonly ResourceStep[]>> {
  const { engine, signal } = context;
  const independent = context.layers.map((layer) => ({ ...layer, dependsOn: [] }));
  return eachLayer(
    context,
    "preview",
    independent,
    "forward",
    async (layer, tell) => {
      const { changes } = await engine.previewAfterRefresh(layer, { signal });
      tell("no changes");
      return changes;
    },
    describeChanges,
  );
}

export function tearDown(context: PhaseContext): Promise<Outcomes<void>> {
  const { engine, signal } = context;
  return eachLayer(context, "teardown", context.layers, "reverse", async (layer, tell) => {
    const counted = countingSteps(tell);
    await engine.destroy(layer, { signal, onStep: counted.onStep });
    tell(`${counted.count()} steps`);
  });
}

/** Tells each step's resource as it comes, and how many there were. */
function countingSteps(tell: (text: string) => void) {
  let steps = 0;
  return {
    onStep: ({ name }: ResourceStep): void => {
      steps += 1;
      tell(name);
    },
    count: () => steps,
  };
}

function failedChecks(checks: readonly Check[]): string | undefined {
  const failed = checks.filter(({ ok }) => !ok).map(({ id }) => id);
  return failed.length === 0 ? undefined : `failed: ${failed.join(", ")}`;
}

function eachLayer<T>(
  { progress, signal }: PhaseContext,
  group: string,
  layers: readonly Layer[],
  direction: "forward" | "reverse",
  task: (layer: Layer, tell: (text: string) => void) => Promise<T>,
  problem?: (value: T) => string | undefined,
): Promise<Outcomes<T>> {
  return progress.step(
    group,
    () =>
      runLayers(layers, (layer) => progress.step(`${group}/${layer.id}`, (tell) => task(layer, tell), problem), {
        direction,
        signal,
      }),
    unfinished,
  );
}

function unfinished(outcomes: Outcomes<unknown>): string | undefined {
  const open = [...outcomes].filter(([, { status }]) => status !== "done").map(([id]) => id);
  return open.length === 0 ? undefined : `not done: ${open.join(", ")}`;
}
