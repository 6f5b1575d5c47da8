import type { Layer } from "@tandem/contracts";
import type { LayerStack } from "../ports.ts";
import type { ResourceValues, ResourcesByLayer } from "./values.ts";

/** Reads what a stack's state holds. */
export interface ResourceReader {
  /** The stack's resources with their values, but for secrets; undefined when there is no such stack. Changes nothing. */
  resources(stack: LayerStack): Promise<readonly ResourceValues[] | undefined>;
}

/** The resources of every layer that has a stack, side by side. */
export async function resourcesByLayer(reader: ResourceReader, layers: readonly Layer[]): Promise<ResourcesByLayer> {
  const read = await Promise.all(layers.map(async (layer) => [layer.id, await reader.resources(layer)] as const));
  return new Map(read.flatMap(([id, resources]) => (resources === undefined ? [] : [[id, resources] as const])));
}
