import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";

/** Which layers of an environment a run takes. */
export interface Selection {
  /** Ids. @default every layer */
  readonly only?: readonly string[];
  /** Also everything that these need. @default false */
  readonly withUpstream?: boolean;
  /** Also everything that needs these. @default false */
  readonly withDownstream?: boolean;
}

/** The chosen layers in rollout order. @throws TandemError `layer-unknown` that names every unknown one */
export function selectLayers(
  layers: readonly Layer[],
  { only, withUpstream = false, withDownstream = false }: Selection,
): readonly Layer[] {
  if (only === undefined) return layers;
  const unknown = only.filter((id) => layers.every((layer) => layer.id !== id));
  if (unknown.length > 0) {
    const legal = layers.map(({ id }) => id).join(" | ");
    throw new TandemError("layer-unknown", `--layer: ${unknown.join(", ")} is not accepted; legal: ${legal}`, {
      hint: `--layer ${layers[0]?.id ?? ""}`,
    });
  }
  const chosen = new Set(only);
  // The layers are in rollout order, so one pass backward finds what they need, and one forward what needs them.
  if (withUpstream) {
    for (const { id, dependsOn } of layers.toReversed()) if (chosen.has(id)) dependsOn.forEach((up) => chosen.add(up));
  }
  if (withDownstream) {
    for (const { id, dependsOn } of layers) if (dependsOn.some((up) => chosen.has(up))) chosen.add(id);
  }
  return layers.filter(({ id }) => chosen.has(id));
}

/** The layers that the chosen ones need, directly or not, and that are not among them, in rollout order. */
export function upstreamOf(layers: readonly Layer[], chosen: readonly Layer[]): readonly Layer[] {
  const ids = new Set(chosen.map(({ id }) => id));
  const needed = selectLayers(layers, { only: [...ids], withUpstream: true });
  return needed.filter(({ id }) => !ids.has(id));
}
