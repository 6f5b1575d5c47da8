import { join } from "node:path";
import type { Layer } from "@tandem/contracts";
import { environmentFile } from "../environment-files.ts";
import { layerFolder } from "../layers.ts";

/** Why a layer has to be rolled out again: what it is made of changed, or a layer that it reads is affected. */
export type Affected =
  | { readonly reason: "changed"; readonly files: readonly string[] }
  | { readonly reason: "upstream"; readonly layers: readonly string[] };

/** What a layer's program and the Lambda code that it builds are made of, in one checkout. */
export interface LayerSources {
  /** Relative to the repository. */
  readonly files: ReadonlySet<string>;
  /** The same for programs that do the same with the same Lambda code. */
  readonly digest: string;
}

/** The sources of each layer that there is in a checkout, by the layer's id. */
export type SourcesOf = (layers: readonly Layer[]) => Promise<ReadonlyMap<string, LayerSources>>;

/** What was changed in a checkout. */
export interface Change {
  /** Relative to the repository. */
  readonly files: readonly string[];
  readonly before: SourcesOf;
  readonly after: SourcesOf;
}

/** What every layer depends on beside its sources: a different version of a library makes a different program. */
const everywhere: ReadonlySet<string> = new Set(["pnpm-lock.yaml"]);

/**
 * The layers whose program, Lambda code or settings a change makes different, and everything downstream of them, by id.
 * @param layers in rollout order
 */
export async function affectedLayers(layers: readonly Layer[], change: Change): Promise<ReadonlyMap<string, Affected>> {
  const [before, after] = await Promise.all([change.before(layers), change.after(layers)]);
  const affected = new Map<string, Affected>();
  for (const layer of layers) {
    const settings = new Set([join(layerFolder(layer), "Pulumi.yaml"), environmentFile(layer)]);
    const [was, is] = [before.get(layer.id), after.get(layer.id)];
    const otherSources = was?.digest !== is?.digest;
    const isSource = (file: string) => was?.files.has(file) === true || is?.files.has(file) === true;
    const files = change.files.filter(
      (file) => everywhere.has(file) || settings.has(file) || (otherSources && isSource(file)),
    );
    const upstream = layer.dependsOn.filter((id) => affected.has(id));
    if (otherSources || files.length > 0) affected.set(layer.id, { reason: "changed", files });
    else if (upstream.length > 0) affected.set(layer.id, { reason: "upstream", layers: upstream });
  }
  return affected;
}
