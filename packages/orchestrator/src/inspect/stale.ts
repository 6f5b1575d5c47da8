import { isDeepStrictEqual } from "node:util";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { Checkpoint } from "../ports.ts";

/**
 * Which of the outputs that a layer's last update read are others by now: `upstream:<layer>.<key>`, sorted as its
 * contracts are, or `upstream:<layer>` for a layer that is gone. Its own state tells what it read, so that this holds
 * whoever ran the update.
 * @param checkpoints of all layers by id; undefined for one that has no stack
 */
export function changedUpstream(
  layer: Layer,
  layers: readonly Layer[],
  checkpoints: ReadonlyMap<string, Checkpoint | undefined>,
): readonly string[] {
  const references = checkpoints.get(layer.id)?.references ?? [];
  return layers
    .filter(({ id }) => layer.dependsOn.includes(id))
    .flatMap(({ id, contract, stackName }) => {
      const suffix = `/${projectName(contract)}/${stackName}`;
      const read = references.find(({ name }) => name.endsWith(suffix))?.outputs;
      // Before its first update it has read nothing.
      if (read === undefined || Object.keys(read).length === 0) return [];
      const now = checkpoints.get(id)?.outputs ?? {};
      if (Object.keys(now).length === 0) return [`upstream:${id}`];
      return ["contractVersion", ...Object.keys(contract.outputs)]
        .filter((key) => !isDeepStrictEqual(read[key], now[key]))
        .map((key) => `upstream:${id}.${key}`);
    });
}
