import type { Layer } from "@tandem/contracts";
import { checkReachability } from "../reachability/check-reachability.ts";
import type { ReachabilityTopology } from "../reachability/topology.ts";
import { resourcesByLayer } from "../resources/read-resources.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { Finding } from "./finding.ts";

/**
 * Whether each declared path holds by the routes, security groups and endpoints that are deployed. None where the profile
 * has no VPC.
 */
export async function checkDeployedPaths(
  reader: ResourceReader,
  topology: ReachabilityTopology,
  layers: readonly Layer[],
): Promise<readonly Finding[]> {
  if (topology.network === undefined) return [];
  const resources = await resourcesByLayer(reader, layers);
  const absent = layers.filter(({ id }) => (resources.get(id) ?? []).length === 0).map(({ id }) => id);
  if (absent.length > 0) {
    return [{ id: "reachability", status: "ok", detail: `not looked at: ${absent.join(", ")} is not deployed` }];
  }
  const checks = checkReachability(topology, resources);
  const wrong = checks.filter(({ ok }) => !ok);
  if (wrong.length === 0) {
    const detail = `${checks.length} paths hold by deployed routes, security groups and endpoints; nothing was sent`;
    return [{ id: "reachability", status: "ok", detail }];
  }
  return wrong.map(({ id, detail }) => ({ id: "reachability", status: "failed", detail: `${id}: ${detail}` }));
}
