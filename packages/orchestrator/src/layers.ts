import { join, resolve } from "node:path";
import type { Layer } from "@tandem/contracts";

/** The checkout that this file belongs to. */
export const repositoryRoot = resolve(import.meta.dirname, "../../..");

/** The folder of a layer's Pulumi project, relative to the repository. */
export function layerFolder(layer: Layer): string {
  return join("stacks", layer.contract.project);
}
