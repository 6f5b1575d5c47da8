import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { layerFolder } from "../layers.ts";
import type { Affected } from "./affected.ts";

/** One layer of an environment, as `tandem graph --format json` prints it. */
export interface GraphLayer {
  readonly id: string;
  /** The project's name in Pulumi. */
  readonly project: string;
  readonly stack: string;
  /** Relative to the repository. */
  readonly folder: string;
  readonly dependsOn: readonly string[];
  /** Why it has to be rolled out again; null when it has not. Only where changes were asked for. */
  readonly affected?: Affected | null;
}

/** The layers of an environment and how they wait for each other. */
export interface EnvironmentGraph {
  readonly schemaVersion: 1;
  readonly environment: string;
  /** In rollout order. */
  readonly layers: readonly GraphLayer[];
  /** Ids of layers that can run side by side, each group after the one before. */
  readonly groups: readonly (readonly string[])[];
  /** The affected layers, in rollout order. Only where changes were asked for. */
  readonly affected?: readonly string[];
}

/** @param affected From `affectedLayers`. @default not asked for */
export function environmentGraph(
  environment: string,
  layers: readonly Layer[],
  affected?: ReadonlyMap<string, Affected>,
): EnvironmentGraph {
  const described = layers.map((layer): GraphLayer => ({
    id: layer.id,
    project: projectName(layer.contract),
    stack: layer.stackName,
    folder: layerFolder(layer),
    dependsOn: layer.dependsOn,
    ...(affected === undefined ? {} : { affected: affected.get(layer.id) ?? null }),
  }));
  return {
    schemaVersion: 1,
    environment,
    layers: described,
    groups: sideBySide(layers),
    ...(affected === undefined ? {} : { affected: layers.filter(({ id }) => affected.has(id)).map(({ id }) => id) }),
  };
}

/** The layers by how many others they wait for one after the other. `layers` are in rollout order. */
function sideBySide(layers: readonly Layer[]): readonly (readonly string[])[] {
  const depths = new Map<string, number>();
  const groups: string[][] = [];
  for (const { id, dependsOn } of layers) {
    const depth = Math.max(0, ...dependsOn.map((upstream) => (depths.get(upstream) ?? 0) + 1));
    depths.set(id, depth);
    (groups[depth] ??= []).push(id);
  }
  return groups;
}
