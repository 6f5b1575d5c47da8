import type { Layer } from "@tandem/contracts";
import { affectedLayers } from "./affected.ts";
import type { Affected } from "./affected.ts";
import { changedFiles } from "./changed-files.ts";
import { atCommit } from "./checkout.ts";
import { workspaceSources } from "./workspace-sources.ts";

/**
 * The layers that a checkout's changes affect since it left a branch, tag or commit, by id.
 * @param layers in rollout order
 * @throws TandemError `ref-unknown` when git does not know the reference, or no commit that both have
 */
export async function affectedSince(
  root: string,
  layers: readonly Layer[],
  ref: string,
): Promise<ReadonlyMap<string, Affected>> {
  const { base, files } = await changedFiles(root, ref);
  return atCommit(root, base, (checkout) =>
    affectedLayers(layers, { files, before: workspaceSources(checkout), after: workspaceSources(root) }),
  );
}
