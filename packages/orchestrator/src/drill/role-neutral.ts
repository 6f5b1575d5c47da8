import type { Layer } from "@tandem/contracts";
import type { LayerEngine } from "../ports.ts";
import { runLayers } from "../runner.ts";

/**
 * What `preview --refresh --expect-no-changes` would change in each layer: nothing, whatever region is active. Whatever
 * the controller moves is data, or a property that its component leaves to it.
 * @returns A line for each layer that would change, or could not be looked at.
 */
export async function roleChanges(
  engine: Pick<LayerEngine, "previewAfterRefresh">,
  layers: readonly Layer[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const independent = layers.map((layer) => ({ ...layer, dependsOn: [] }));
  const outcomes = await runLayers(independent, (layer) => engine.previewAfterRefresh(layer, { signal }), {
    direction: "forward",
    signal,
  });
  return [...outcomes].flatMap(([id, outcome]) => {
    if (outcome.status !== "done") return [`${id}: it could not be previewed again`];
    const { changes } = outcome.value;
    const names = changes.map(({ operation, type, name }) => `${operation} ${type} ${name}`);
    return names.length === 0 ? [] : [`${id} would change after roles have moved: ${names.join(", ")}`];
  });
}
