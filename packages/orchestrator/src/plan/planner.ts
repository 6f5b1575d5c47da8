import { TandemError } from "@tandem/config";
import { parseOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { LayerEngine } from "../ports.ts";
import type { EmitRollout, LayerStatus } from "../rollout/events.ts";
import { runLayers } from "../runner.ts";
import type { LayerOutcome } from "../runner.ts";
import { isUnknown } from "../unknown.ts";
import { callouts, outputChanges, resourceChanges } from "./changes.ts";
import type { LayerPlan, PlannedLayer } from "./plan.ts";
import type { DeployedStack } from "./scratch-state.ts";

/** The copy of the backend that previews run on. */
export interface PlanBackend {
  fill(layer: Layer): Promise<DeployedStack>;
  predict(layer: Layer, outputs: Readonly<Record<string, unknown>>): Promise<void>;
  /** Where the engine saves its plan of a layer. */
  planFile(layer: Layer): string;
}

export interface PlannerOptions {
  readonly environment: string;
  /** In rollout order. */
  readonly layers: readonly Layer[];
  readonly backend: PlanBackend;
  /** Works on `backend`. */
  readonly engine: Pick<LayerEngine, "preview">;
  readonly emit: EmitRollout;
  readonly signal: AbortSignal;
}

/** What previews of a whole environment found out. */
export interface Planned {
  readonly layers: readonly LayerPlan[];
  /** What each planned layer would publish; a leaf that is not known yet is `UNKNOWN`. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** What is there today. */
  readonly deployed: ReadonlyMap<string, DeployedStack>;
}

/**
 * Previews every layer, each as soon as those that it reads are previewed, against what they would publish.
 * @throws TandemError when a state cannot be read, or on request
 */
export async function previewLayers(options: PlannerOptions): Promise<Planned> {
  const { layers, backend, signal, emit } = options;
  const deployed = new Map(
    await Promise.all(layers.map(async (layer) => [layer.id, await backend.fill(layer)] as const)),
  );
  const outputs = new Map<string, Readonly<Record<string, unknown>>>();
  const outcomes = await runLayers(
    layers,
    async (layer) => {
      const planned = await announced(layer, emit, () =>
        previewLayer(layer, deployed.get(layer.id) ?? nothing, options),
      );
      outputs.set(layer.id, planned.outputs);
      return planned.layer;
    },
    { signal },
  );
  if (signal.aborted) throw new TandemError("aborted", "the plan was stopped", { kind: "aborted" });
  const plans = layers.map(({ id }): LayerPlan => {
    const outcome = outcomes.get(id) ?? { status: "skipped", because: "it is not part of this run" };
    if (outcome.status === "skipped") {
      emit({ type: "layer-ended", layer: id, status: "blocked", seconds: 0, reason: outcome.because });
    }
    return layerPlan(id, outcome);
  });
  return { layers: plans, outputs, deployed };
}

const nothing: DeployedStack = { updatedAt: undefined, outputs: {}, resources: [] };

type Preview = {
  readonly layer: Omit<PlannedLayer, "seconds">;
  readonly outputs: Readonly<Record<string, unknown>>;
};

/** Tells how a layer's preview ended, as soon as it did. */
async function announced(layer: Layer, emit: EmitRollout, task: () => Promise<Preview>): Promise<Preview> {
  const started = performance.now();
  const end = (status: LayerStatus, reason?: string): void => {
    const seconds = (performance.now() - started) / 1000;
    emit({ type: "layer-ended", layer: layer.id, status, seconds, ...(reason === undefined ? {} : { reason }) });
  };
  try {
    const preview = await task();
    end(preview.layer.changes.length === 0 ? "unchanged" : "done");
    return preview;
  } catch (error) {
    end("failed", error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function previewLayer(
  layer: Layer,
  deployed: DeployedStack,
  { environment, layers, backend, engine, emit, signal }: PlannerOptions,
): Promise<Preview> {
  emit({ type: "layer-phase", layer: layer.id, phase: "preview" });
  let count = 0;
  const { changes, unchanged, outputs } = await engine.preview(layer, {
    plan: backend.planFile(layer),
    signal,
    onStep: ({ operation, type, name }) => {
      count += 1;
      emit({ type: "layer-step", layer: layer.id, operation, resourceType: type, name, count });
    },
  });
  const parsed = parseOutputs(layer.contract, environment, outputs, isUnknown);
  await backend.predict(layer, outputs);
  const readers = layers.filter(({ dependsOn }) => dependsOn.includes(layer.id)).map(({ id }) => id);
  const resources = resourceChanges(changes);
  const plan = {
    id: layer.id,
    status: "planned",
    isNew: deployed.updatedAt === undefined,
    changes: resources,
    unchanged,
    outputs: outputChanges(layer, deployed.outputs, outputs, readers),
    callouts: callouts(layer, resources, deployed, readers),
  } as const;
  return { layer: plan, outputs: parsed };
}

type Outcome = LayerOutcome<Omit<PlannedLayer, "seconds">>;

function layerPlan(id: string, outcome: Outcome): LayerPlan {
  switch (outcome.status) {
    case "done":
      return { ...outcome.value, seconds: outcome.seconds };
    case "failed":
      return { id, status: "failed", error: outcome.error };
    case "skipped":
      return { id, status: "blocked", because: outcome.because };
  }
}
