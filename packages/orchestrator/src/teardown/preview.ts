import { statefulTypes, TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import type { CheckpointResource, LayerEngine } from "../ports.ts";

/** What a teardown would delete of one layer. */
export interface LayerToDelete {
  readonly layer: Layer;
  /** False when its stack is gone already. */
  readonly exists: boolean;
  readonly resources: readonly CheckpointResource[];
  /** What it published last. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Which layers a teardown may take. */
export interface TeardownScope {
  /** In rollout order, all of the environment. */
  readonly layers: readonly Layer[];
  /** Ids of those to take. @default all */
  readonly only?: readonly string[];
}

/** Reads what every layer holds, in rollout order. Changes nothing. @throws TandemError `layer-unknown` */
export async function previewTeardown(
  engine: Pick<LayerEngine, "checkpoint">,
  { layers, only }: TeardownScope,
): Promise<readonly LayerToDelete[]> {
  const unknown = only?.filter((id) => !layers.some((layer) => layer.id === id)) ?? [];
  if (unknown.length > 0) {
    const legal = layers.map(({ id }) => id).join(" | ");
    throw new TandemError("layer-unknown", `--layer: ${unknown.join(", ")} is not accepted; legal: ${legal}`, {
      hint: `--layer ${layers.at(-1)?.id ?? ""}`,
    });
  }
  return Promise.all(
    layers.map(async (layer) => {
      const checkpoint = await engine.checkpoint(layer);
      const { resources = [], outputs = {} } = checkpoint ?? {};
      return { layer, exists: checkpoint !== undefined, resources, outputs };
    }),
  );
}

/** The resources whose loss no second `up` makes good, with what is lost. */
export function dataIn(
  resources: readonly CheckpointResource[],
): readonly { readonly resource: CheckpointResource; readonly loss: string }[] {
  return resources.flatMap((resource) => {
    const loss = statefulTypes[resource.type];
    return loss === undefined ? [] : [{ resource, loss }];
  });
}

/**
 * @param found every layer of the environment
 * @param only ids of those that are to go; undefined for all
 * @throws TandemError where a layer that stays stands on one that is to go, or a resource is protected
 */
export function refuseUnsafe(
  environment: string,
  found: readonly LayerToDelete[],
  only: readonly string[] | undefined,
): void {
  const goes = (id: string): boolean => only === undefined || only.includes(id);
  const standing = found.filter(
    ({ layer, exists }) => exists && !goes(layer.id) && layer.dependsOn.some((id) => goes(id)),
  );
  if (standing.length > 0) {
    const ids = standing.map(({ layer }) => layer.id);
    const flags = [...ids, ...(only ?? [])].map((id) => `--layer ${id}`).join(" ");
    throw new TandemError("layers-standing", `${ids.join(", ")} would be left without what they stand on`, {
      hint: `tandem down ${environment} ${flags}`,
    });
  }
  const kept = found
    .filter(({ layer }) => goes(layer.id))
    .flatMap(({ layer, resources }) =>
      resources.filter(({ protect }) => protect).map(({ type, name, id }) => `  ${layer.id}: ${type} ${name} (${id})`),
    );
  if (kept.length > 0) {
    throw new TandemError(
      "protected",
      `${environment} holds data that is to be kept: its retention was "keep" when it was last rolled out\n${kept.join("\n")}`,
      {
        hint: `in two steps: set the retention to "disposable" and run tandem up ${environment}, which takes the protection off; then tandem down ${environment}`,
      },
    );
  }
}
