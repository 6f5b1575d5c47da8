import { mkdir } from "node:fs/promises";
import type { Layer } from "@tandem/contracts";
import { digestOf, programDigests } from "../digest/digest.ts";
import type { Digest } from "../digest/digest.ts";
import { PulumiEngine } from "../pulumi/engine.ts";
import type { CliOptions } from "../pulumi/cli.ts";
import type { EmitRollout } from "../rollout/events.ts";
import { hasUnknown } from "./changes.ts";
import { planProblems } from "./plan.ts";
import type { EnvironmentPlan } from "./plan.ts";
import { previewLayers } from "./planner.ts";
import type { Planned } from "./planner.ts";
import { savePlan } from "./saved.ts";
import { Scratch } from "./scratch.ts";

export interface PlanOptions extends CliOptions {
  /** The name of the environment. */
  readonly name: string;
  /** In rollout order. */
  readonly layers: readonly Layer[];
  /** What runs the programs, by name; see `programDigests`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The folder that gets the engine's full output. */
  readonly logs: string;
  /** The folder that gets the plan, unless it is refused. @default it is not kept */
  readonly save?: string | undefined;
  readonly emit: EmitRollout;
  readonly signal: AbortSignal;
}

/**
 * What an `up` of every layer would do, before the first is touched. Reads the real backend and writes nothing to it.
 * @throws TandemError when a state cannot be read, or on request; a failed preview is part of the plan
 */
export async function planLayers(options: PlanOptions): Promise<EnvironmentPlan> {
  const { name, root, layers, logs, emit, signal } = options;
  const started = performance.now();
  const announced = layers.map(({ id, dependsOn }) => ({ id, dependsOn }));
  emit({ type: "run-started", command: "plan", environment: name, run: new Date().toISOString(), layers: announced });
  await mkdir(logs, { recursive: true });
  const scratch = await Scratch.open({ root, environment: options.environment });
  let ok = false;
  try {
    const configFile: Scratch["configFile"] = (stack) => scratch.configFile(stack);
    const engine = new PulumiEngine({ root, environment: scratch.environment, logs, configFile });
    const planned = await previewLayers({ environment: name, layers, backend: scratch, engine, emit, signal });
    const plan = { environment: name, layers: planned.layers };
    ok = planProblems(plan).length === 0;
    if (ok && options.save !== undefined) {
      const digests = await digestsOf(planned, options);
      const toSave = layers.map((layer) => ({
        layer,
        engineFile: scratch.planFile(layer),
        digest: digests.get(layer.id) ?? {},
      }));
      await savePlan(options.save, name, toSave);
    }
    return plan;
  } finally {
    await scratch.remove();
    emit({ type: "run-ended", ok, seconds: (performance.now() - started) / 1000 });
  }
}

/** What each layer's plan was made from; outputs that were not known yet are left out. */
async function digestsOf(
  { outputs, deployed }: Planned,
  { root, layers, versions }: PlanOptions,
): Promise<ReadonlyMap<string, Digest>> {
  const programs = await programDigests(root, layers, versions);
  const known = [...outputs].map(([id, values]) => {
    const entries = Object.entries(values).filter(([, value]) => value !== undefined && !hasUnknown(value));
    return [id, Object.fromEntries(entries) as Readonly<Record<string, unknown>>] as const;
  });
  const upstream = new Map(known);
  const digests = layers.map(async (layer) => {
    const checkpointUpdatedAt = deployed.get(layer.id)?.updatedAt;
    return [layer.id, await digestOf(layer, { root, programs, upstream, checkpointUpdatedAt })] as const;
  });
  return new Map(await Promise.all(digests));
}
