import type { Role } from "@tandem/config";
import { layerId, primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";

/**
 * The layers with the edges that a teardown keeps to, in reverse. Where the standby's layer waits for the primary's, it
 * holds a member of the primary's global database, and AWS refuses to delete the writer while members remain: after a
 * failover the writer is the standby's, so the primary's layer goes first.
 * @param active the region that takes writes; undefined counts as the primary
 */
export function teardownOrder(layers: readonly Layer[], active: Role | undefined): readonly Layer[] {
  const primary = layerId(primaryRegionContract);
  const standby = layerId(standbyRegionContract);
  const sharesDatabase = layers.some(({ id, dependsOn }) => id === standby && dependsOn.includes(primary));
  if (active !== "standby" || !sharesDatabase) return layers;
  return layers.map((layer) => {
    if (layer.id === primary) return { ...layer, dependsOn: [...layer.dependsOn, standby] };
    return layer.id === standby ? { ...layer, dependsOn: layer.dependsOn.filter((id) => id !== primary) } : layer;
  });
}
