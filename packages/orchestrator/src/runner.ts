import type { Layer } from "@tandem/contracts";

/** How one layer's task ended. */
export type LayerOutcome<T> =
  | { readonly status: "done"; readonly seconds: number; readonly value: T }
  | { readonly status: "failed"; readonly seconds: number; readonly error: unknown }
  /** Not started, because a layer that it waits for did not finish. */
  | { readonly status: "skipped"; readonly because: string };

export interface RunOptions {
  /** `reverse` starts a layer when everything that depends on it is done. @default "forward" */
  readonly direction?: "forward" | "reverse";
  /** No further layer is started once it is aborted. */
  readonly signal?: AbortSignal;
  /** Seconds on a clock that only moves forward. @default performance.now */
  readonly now?: () => number;
}

/**
 * Runs a task for every layer, each as soon as the layers it waits for are done, and as many side by side as the graph
 * allows. A failed layer stops those that wait for it, and nothing else. Never throws.
 */
export async function runLayers<T>(
  layers: readonly Layer[],
  task: (layer: Layer) => Promise<T>,
  options: RunOptions = {},
): Promise<ReadonlyMap<string, LayerOutcome<T>>> {
  const { direction = "forward", signal, now = () => performance.now() / 1000 } = options;
  const waitsFor = direction === "forward" ? forward(layers) : reverse(layers);
  const running = new Map<string, Promise<LayerOutcome<T>>>();

  const run = async (layer: Layer): Promise<LayerOutcome<T>> => {
    for (const id of waitsFor.get(layer.id) ?? []) {
      const outcome = await start(id);
      if (outcome.status !== "done") return { status: "skipped", because: `${id} is not done` };
    }
    if (signal?.aborted === true) return { status: "skipped", because: "stopped on request" };
    const started = now();
    try {
      const value = await task(layer);
      return { status: "done", seconds: now() - started, value };
    } catch (error) {
      return { status: "failed", seconds: now() - started, error };
    }
  };
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  const start = (id: string): Promise<LayerOutcome<T>> => {
    const known = running.get(id);
    if (known !== undefined) return known;
    const layer = byId.get(id);
    const outcome: Promise<LayerOutcome<T>> =
      layer === undefined ? Promise.resolve({ status: "skipped", because: "it is not part of this run" }) : run(layer);
    running.set(id, outcome);
    return outcome;
  };
  const outcomes = await Promise.all(layers.map(async ({ id }) => [id, await start(id)] as const));
  return new Map(outcomes);
}

function forward(layers: readonly Layer[]): ReadonlyMap<string, readonly string[]> {
  return new Map(layers.map(({ id, dependsOn }) => [id, dependsOn]));
}

function reverse(layers: readonly Layer[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    layers.map(({ id }) => [id, layers.filter(({ dependsOn }) => dependsOn.includes(id)).map((layer) => layer.id)]),
  );
}
