import { programDigests } from "../digest/digest.ts";
import type { SourcesOf } from "./affected.ts";

/** What each layer's program and the bundles that it builds are made of, from the imports in a checkout. */
export function workspaceSources(root: string): SourcesOf {
  return async (layers) => {
    const { files, sources, bundles } = await programDigests(root, layers, {});
    return new Map(
      [...files].map(([id, own]) => [
        id,
        { files: new Set(own), digest: `${sources.get(id) ?? ""} ${bundles.get(id) ?? ""}` },
      ]),
    );
  };
}
