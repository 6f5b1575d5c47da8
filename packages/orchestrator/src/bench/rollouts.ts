import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { parseOutputs, primaryRegionContract, layerId, standbyRegionContract } from "@tandem/contracts";
import { planLayers } from "../plan/plan-environment.ts";
import { planProblems } from "../plan/plan.ts";
import { hundredths } from "../rehearsal/outcomes.ts";
import type { RolloutOptions } from "../rollout/options.ts";
import { stopped, takeRollout, tellPhases, thousandths, timed } from "./context.ts";
import type { BenchContext, PlainUp } from "./context.ts";
import { criticalPath } from "./critical-path.ts";
import type { BenchRound } from "./report.ts";

/** A first rollout as `tandem up` does it, and the two APIs that came of it. */
export async function tandemRollout(
  context: BenchContext,
): Promise<{ readonly times: BenchRound["tandem"]; readonly apis: readonly string[] }> {
  const { engine } = context;
  const ups = new Map<string, number>();
  const published = new Map<string, Readonly<Record<string, unknown>>>();
  const through: RolloutOptions["engine"] = {
    create: (layer) => engine.create(layer),
    preview: (layer, options) => engine.preview(layer, options),
    checkpoint: (layer) => engine.checkpoint(layer),
    up: async (layer, options) => {
      const { seconds, value } = await timed(() => engine.up(layer, options));
      ups.set(layer.id, seconds);
      published.set(layer.id, value.outputs);
      return value;
    },
  };
  const { seconds } = await timed(() => takeRollout(context, through));
  const apiOf = (contract: typeof primaryRegionContract) =>
    parseOutputs(contract, context.config.environment, published.get(layerId(contract)) ?? {}).apiEndpoint;
  const times = onCriticalPath(context.layers, ups);
  return {
    times: {
      seconds: hundredths(seconds),
      ...times.shown,
      overheadSecondsPerLayer: thousandths((seconds - times.pathSeconds) / context.layers.length),
    },
    apis: [apiOf(primaryRegionContract), apiOf(standbyRegionContract)],
  };
}

/** The same rollout by a loop over the layers, in order. */
export async function loopRollout(
  { layers, signal, tell }: Pick<BenchContext, "layers" | "signal" | "tell">,
  plainUp: PlainUp,
): Promise<BenchRound["loop"]> {
  const times: { id: string; seconds: number }[] = [];
  const { seconds } = await timed(async () => {
    for (const layer of layers) {
      if (signal.aborted) throw stopped();
      tell(layer.id);
      const up = await timed(() => plainUp(layer));
      times.push({ id: layer.id, seconds: hundredths(up.seconds) });
    }
  });
  return { seconds: hundredths(seconds), layers: times };
}

/** Both ways once more in an environment that is rolled out, with nothing changed. */
export async function unchangedRollouts(context: BenchContext, plainUp: PlainUp): Promise<BenchRound["unchanged"]> {
  const { seconds: tandemSeconds, value: report } = await timed(() => takeRollout(context));
  const taken = (report.rollout?.layers ?? []).filter(({ status }) => status !== "unchanged");
  if (taken.length > 0) {
    const reasons = taken.map(({ id, reason }) => `  ${id}: ${reason}`);
    throw new TandemError("bench-changed", `nothing changed, and still there was work\n${reasons.join("\n")}`, {
      kind: "bug",
    });
  }
  // After it: an `up`, though it changes nothing, writes the stacks' states anew.
  const { seconds: loopSeconds } = await loopRollout(context, plainUp);
  return {
    tandemSeconds: hundredths(tandemSeconds),
    loopSeconds,
    ratio: thousandths(tandemSeconds / loopSeconds),
  };
}

/** A plan of an environment that is rolled out, beside the previews of the same run. */
export async function timedPlan(context: BenchContext): Promise<BenchRound["plan"]> {
  const { root, config, layers, ground, versions, logs, tell, signal } = context;
  const { environment } = ground;
  const { seconds, value: plan } = await timed(() =>
    planLayers({
      root,
      environment,
      name: config.environment,
      layers,
      versions,
      logs,
      emit: tellPhases(tell),
      signal,
    }),
  );
  const previews = new Map<string, number>();
  for (const layer of plan.layers) {
    if (layer.status === "failed") throw layer.error;
    if (layer.status === "planned") previews.set(layer.id, layer.seconds);
  }
  const problems = planProblems(plan);
  if (problems.length > 0) throw new TandemError("bench-plan", problems.join("\n"), { kind: "deploy" });
  const { shown, pathSeconds } = onCriticalPath(layers, previews);
  return { seconds: hundredths(seconds), ...shown, ratio: thousandths(seconds / pathSeconds) };
}

/** The layers' times as the report has them, with their critical path. */
function onCriticalPath(layers: readonly Layer[], seconds: ReadonlyMap<string, number>) {
  const path = criticalPath(layers, seconds);
  return {
    pathSeconds: path.seconds,
    shown: {
      layers: layers.map(({ id }) => ({ id, seconds: hundredths(seconds.get(id) ?? Number.NaN) })),
      criticalPath: { seconds: hundredths(path.seconds), layers: [...path.layers] },
    },
  };
}
