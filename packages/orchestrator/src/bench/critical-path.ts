import type { Layer } from "@tandem/contracts";

/** The chain of layers that a rollout cannot be shorter than. */
export interface CriticalPath {
  readonly seconds: number;
  /** Ids, first to last. */
  readonly layers: readonly string[];
}

/**
 * The longest chain of layers that wait for each other, by these times: what a scheduler without any cost of its own
 * would take. `layers` come in rollout order, each after what it depends on.
 * @throws Error for a layer without a time, or one that stands before what it depends on
 */
export function criticalPath(
  layers: readonly Pick<Layer, "id" | "dependsOn">[],
  seconds: ReadonlyMap<string, number>,
): CriticalPath {
  const none: CriticalPath = { seconds: 0, layers: [] };
  const longer = (one: CriticalPath, other: CriticalPath) => (other.seconds > one.seconds ? other : one);
  const endingAt = new Map<string, CriticalPath>();
  for (const { id, dependsOn } of layers) {
    const own = seconds.get(id);
    if (own === undefined) throw new Error(`no time was taken of the layer ${id}`);
    const before = dependsOn.map((dependency) => {
      const path = endingAt.get(dependency);
      if (path === undefined) throw new Error(`${id} stands before ${dependency}, which it depends on`);
      return path;
    });
    const longest = before.reduce(longer, none);
    endingAt.set(id, { seconds: longest.seconds + own, layers: [...longest.layers, id] });
  }
  return [...endingAt.values()].reduce(longer, none);
}
