import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { checkReachability } from "../reachability/check-reachability.ts";
import type { ReachabilityTopology } from "../reachability/topology.ts";
import { resourcesByLayer } from "../resources/read-resources.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { ResourcesByLayer } from "../resources/values.ts";
import type { Finding } from "./finding.ts";

/**
 * Whether each declared path holds by the routes, security groups and endpoints that are deployed, or, where a layer is not
 * deployed, by those of a plan. None where the profile has no VPC.
 * @param planned What the layers would have; asked where one of them is not deployed
 */
export async function checkPaths(
  reader: ResourceReader,
  topology: ReachabilityTopology,
  layers: readonly Layer[],
  planned: () => Promise<ResourcesByLayer>,
): Promise<readonly Finding[]> {
  if (topology.network === undefined) return [];
  const deployed = await resourcesByLayer(reader, layers);
  const absent = layers.filter(({ id }) => (deployed.get(id) ?? []).length === 0).map(({ id }) => id);
  if (absent.length === 0) return pathFindings(topology, deployed, "deployed");
  try {
    return pathFindings(topology, await planned(), "planned");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const detail = `not looked at: ${absent.join(", ")} not deployed, and not planned: ${reason}`;
    const hint = error instanceof TandemError ? error.hint : undefined;
    return [{ id: "reachability", status: "warning", detail, ...(hint === undefined ? {} : { fix: hint }) }];
  }
}

function pathFindings(
  topology: ReachabilityTopology,
  resources: ResourcesByLayer,
  basis: "deployed" | "planned",
): readonly Finding[] {
  const checks = checkReachability(topology, resources);
  const wrong = checks.filter(({ ok }) => !ok);
  const by = `by ${basis} routes, security groups and endpoints`;
  if (wrong.length === 0) {
    return [{ id: "reachability", status: "ok", detail: `${checks.length} paths hold ${by}; nothing was sent` }];
  }
  return wrong.map(({ id, detail }) => ({ id: "reachability", status: "failed", detail: `${id}: ${detail} (${by})` }));
}
