import { regionsInUse, topologyOf } from "@tandem/config";
import { parseOutputs, layerId, primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import type { Contract, Layer, OutputsOf } from "@tandem/contracts";
import { sealDatabasePassword } from "../database-password.ts";
import { writeEnvironmentFiles } from "../environment-files.ts";
import type { Checkpoint, InventoryLine, ProvingGround, ResourceStep } from "../ports.ts";
import type { RunReport } from "../rollout/report.ts";
import { runLayers } from "../runner.ts";
import type { TeardownReport } from "../teardown/tear-down.ts";
import { describeChanges, notDone } from "./outcomes.ts";
import type { Previews } from "./outcomes.ts";
import { check } from "./answers.ts";
import { checkDocuments } from "./document-checks.ts";
import { checkFailoverName, checkFailoverNameResolves } from "./failover-name-checks.ts";
import { checkHealthFunctions } from "./health-function-checks.ts";
import { checkHeartbeats } from "./heartbeat-checks.ts";
import { checkPayments } from "./payment-checks.ts";
import { checkSessions } from "./session-checks.ts";
import type { PlannedStep, ProgressSink } from "./progress.ts";
import type { Check } from "./report.ts";
import { rollOutOnGround, tearDownOnGround } from "./rollout.ts";
import type { GroundEnvironment } from "./rollout.ts";

/** What every phase of a rehearsal works with. */
export interface PhaseContext extends GroundEnvironment {
  readonly progress: ProgressSink;
}

/** What each layer's stack holds, by layer. */
export type States = ReadonlyMap<string, Checkpoint>;

/** The steps of a rehearsal, as they are shown before the first one. */
export function plannedSteps(layers: readonly Layer[], keep: boolean): readonly PlannedStep[] {
  const each = (group: string, order: readonly Layer[]) => order.map(({ id }) => ({ id: `${group}/${id}`, title: id }));
  const teardown = { id: "teardown", title: "Tear down", steps: each("teardown", layers.toReversed()) };
  return [
    { id: "emulator", title: "Start the emulator" },
    { id: "rollout", title: "Roll out", steps: each("rollout", layers) },
    { id: "checks", title: "Take payments through both regions" },
    { id: "preview", title: "Preview again (--refresh --expect-no-changes)", steps: each("preview", layers) },
    ...(keep ? [] : [teardown, { id: "stop", title: "Stop the emulator" }]),
  ];
}

/** What `tandem init` and `tandem up` do. */
export function takeRollout(context: PhaseContext): Promise<RunReport> {
  const { root, config, layers, progress } = context;
  return progress.step(
    "rollout",
    async () => {
      await writeEnvironmentFiles(root, layers, config);
      await sealDatabasePassword({ root, layers, config, environment: context.ground.environment });
      return rollOutOnGround(context, progress.follow("rollout"));
    },
    ({ rollout }) => notDone(rollout?.layers ?? []),
  );
}

/** Payments, their documents and, where there are such, sessions through both APIs, the failover name, both heartbeats, and whether every resource of the state really is in the emulator. */
export function useIt({ config, ground, progress }: PhaseContext, states: States): Promise<readonly Check[]> {
  return progress.step(
    "checks",
    async (tell) => {
      const primary = outputsOf(states, config.environment, primaryRegionContract);
      const standby = outputsOf(states, config.environment, standbyRegionContract);
      const endpoints = { primary: primary.apiEndpoint, standby: standby.apiEndpoint };
      const call: ProvingGround["call"] = (url, init) => ground.call(url, init);
      const topology = topologyOf(config);
      const { environmentSuffix, domain } = topology;
      const prefix = `rehearsal-${environmentSuffix}`;
      const hosts = { primary: primary.trafficHostname, standby: standby.trafficHostname };
      // Writers take a moment to start, and then go on by themselves.
      const beating = checkHeartbeats(ground, config);
      const payments = await checkPayments(call, endpoints, prefix);
      const documents = await checkDocuments(call, endpoints, prefix);
      const sessions = topology.sessionsTable ? await checkSessions(call, endpoints, prefix) : [];
      const named = domain.delegated ? await checkFailoverName(call, domain.failoverName, hosts, prefix) : [];
      const resolves = await checkFailoverNameResolves(ground, topology, primary, prefix);
      const functions = { primary: primary.functionUrlHostname, standby: standby.functionUrlHostname };
      const health = await checkHealthFunctions(call, topology, functions);
      const heartbeats = await beating;
      const resources = [...states.values()].flatMap((state) => state.resources);
      const exists = await check("state-exists-in-emulator", async () => {
        const missing = await ground.missing(resources, regionsInUse(config.regions));
        const detail = missing.map(({ type, name }) => `${type} ${name}`).join(", ");
        return {
          ok: missing.length === 0,
          detail: detail === "" ? `all ${resources.length} resources found by list calls` : `missing: ${detail}`,
        };
      });
      const checks = [...payments, ...documents, ...sessions, ...named, resolves, ...health, ...heartbeats, exists];
      tell(`${checks.length} checks hold`);
      return checks;
    },
    failedChecks,
  );
}

/** What each layer would change after looking at the cloud, all side by side; a clean rollout gives nothing. */
export function previewAgain({ engine, layers, progress, signal }: PhaseContext): Promise<Previews> {
  const independent = layers.map((layer) => ({ ...layer, dependsOn: [] }));
  const preview = (layer: Layer): Promise<readonly ResourceStep[]> =>
    progress.step(
      `preview/${layer.id}`,
      async (tell) => {
        const { changes } = await engine.previewAfterRefresh(layer, { signal });
        tell("no changes");
        return changes;
      },
      describeChanges,
    );
  return progress.step(
    "preview",
    () => runLayers(independent, preview, { signal }),
    (previews) => notDone([...previews].map(([id, { status }]) => ({ id, status }))),
  );
}

/** What `tandem down` does. */
export function takeTeardown(context: PhaseContext, before: readonly InventoryLine[]): Promise<TeardownReport> {
  const { progress } = context;
  return progress.step(
    "teardown",
    () => tearDownOnGround(context, before, progress.follow("teardown")),
    ({ teardown }) => notDone(teardown.layers),
  );
}

function outputsOf<C extends Contract>(states: States, environment: string, contract: C): OutputsOf<C> {
  return parseOutputs(contract, environment, states.get(layerId(contract))?.outputs ?? {});
}

function failedChecks(checks: readonly Check[]): string | undefined {
  const failed = checks.filter(({ ok }) => !ok).map(({ id }) => id);
  return failed.length === 0 ? undefined : `failed: ${failed.join(", ")}`;
}
