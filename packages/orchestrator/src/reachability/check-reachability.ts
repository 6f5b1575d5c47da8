import { roles } from "@tandem/config";
import type { Role } from "@tandem/config";
import type { Check } from "../rehearsal/report.ts";
import type { ResourcesByLayer } from "../resources/values.ts";
import { declaredPaths, pathId } from "./declared-paths.ts";
import type { Path } from "./declared-paths.ts";
import type { Hop } from "./hops.ts";
import { ofType } from "./network.ts";
import type { Network } from "./network.ts";
import { functionsInVpc } from "./parties.ts";
import { pathHops } from "./path-hops.ts";
import { readNetwork } from "./read-network.ts";
import type { ReachabilityTopology } from "./topology.ts";
import { types } from "./types.ts";

/** What every check of this kind says first: no packet was sent. */
const LABEL = "checked statically";

/**
 * Whether each declared path holds by the routes, security groups and endpoints of both regions: what an emulator does not
 * enforce. Nothing is sent. IPv4 and TCP only; policies of endpoints are not read. None where the profile has no VPC.
 * @param resources Of every layer, from its state or its plan
 */
export function checkReachability(topology: ReachabilityTopology, resources: ResourcesByLayer): readonly Check[] {
  if (topology.network === undefined) return [];
  const all = [...resources.values()].flat();
  const networks = {
    primary: readNetwork(topology.regions.primary, all),
    standby: readNetwork(topology.regions.standby, all),
  };
  return roles.flatMap((role) => {
    const network = networks[role];
    const other = networks[role === "primary" ? "standby" : "primary"];
    const paths = declaredPaths(topology, role);
    const checks = paths.flatMap((path) => {
      const hops = pathHops(path, network, other);
      return hops === undefined ? [] : [checkOf(role, path, hops)];
    });
    return [...checks, ...unread(role, network, paths)];
  });
}

function checkOf(role: Role, path: Path, hops: readonly Hop[]): Check {
  const missing = [...new Set(hops.filter(({ holds }) => !holds).map(({ text }) => text))];
  const ok = missing.length === 0;
  const detail = ok ? [...new Set(hops.map(({ text }) => text))].join("; ") : missing.join("; ");
  return { id: `reachability-${role}-${pathId(path)}`, ok, detail: `${LABEL}: ${detail}` };
}

/** What stands in the network and is beyond what the paths know: each fails, so that nobody takes it for checked. */
function unread(role: Role, network: Network, paths: readonly Path[]): readonly Check[] {
  const declared = new Set(paths.flatMap((path) => ("from" in path ? (path.from.functionName ?? []) : [])));
  const unknown = functionsInVpc(network).filter((name) => !declared.has(name));
  const acls = ofType(network.resources, types.networkAcl).map(({ name }) => name);
  return [
    ...(unknown.length === 0
      ? []
      : [failed(role, "undeclared", `in a VPC, and no path is declared of it: ${unknown.join(", ")}`)]),
    ...(acls.length === 0 ? [] : [failed(role, "network-acls", `network ACLs are not read: ${acls.join(", ")}`)]),
  ];
}

function failed(role: Role, id: string, detail: string): Check {
  return { id: `reachability-${role}-${id}`, ok: false, detail: `${LABEL}: ${detail}` };
}
