import { join, resolve } from "node:path";
import type { LayerStack } from "./ports.ts";

/** The checkout that this file belongs to. */
export const repositoryRoot = resolve(import.meta.dirname, "../../..");

/** The folder of a layer's Pulumi project, relative to the repository. */
export function layerFolder(layer: Pick<LayerStack, "contract">): string {
  return join("stacks", layer.contract.project);
}
