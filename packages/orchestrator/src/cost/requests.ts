import type { Role } from "@tandem/config";
import { displayName, numberOf, objectsOf, textOf } from "../resources/values.ts";
import type { ResourceValues, ResourcesByLayer } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import { roleOf } from "./topology.ts";
import type { CostTopology } from "./topology.ts";
import { STARTS, checkRequests } from "./usage.ts";
import type { Usage } from "./usage.ts";

/** How often something is asked in a month. */
export interface Requests {
  /** At each region's API, by clients and checkers. */
  readonly endpoint: Readonly<Record<Role, number>>;
  /** At a function with an address of its own, by its physical name. */
  readonly functions: ReadonlyMap<string, number>;
  /** Starts of a function by a schedule, by the function's physical name. */
  readonly starts: ReadonlyMap<string, number>;
}

export function requestsOf(topology: CostTopology, layers: ResourcesByLayer, usage: Usage): Requests {
  const endpoint: Record<Role, number> = { primary: usage.requestsPerMonth, standby: 0 };
  const functions = new Map<string, number>();
  for (const [layer, resources] of layers) {
    for (const check of resources.filter(({ type }) => type === "aws:route53/healthCheck:HealthCheck")) {
      if (!(textOf(check.properties, "type") ?? "").startsWith("HTTP")) continue;
      const asked = checkRequests(numberOf(check.properties, "requestInterval") ?? 30);
      const target = targetOf(topology, layer, check);
      if (target.functionName === undefined) endpoint[target.role] += asked;
      else functions.set(target.functionName, (functions.get(target.functionName) ?? 0) + asked);
    }
  }
  return { endpoint, functions, starts: startsOf([...layers.values()].flat()) };
}

/** Whom a check asks. The standby's own one asks the latch; of the others the host tells, where it is known yet. */
function targetOf(
  topology: CostTopology,
  layer: string,
  { properties }: ResourceValues,
): { readonly role: Role; readonly functionName?: string | undefined } {
  const { names, regions } = topology;
  if (layer === "standby-region") return { role: "standby", functionName: names.controller.latch };
  const host = textOf(properties, "fqdn") ?? "";
  const role = host.includes(`.${regions.standby}.`) ? "standby" : "primary";
  return host.includes(".lambda-url.") ? { role, functionName: names[role].healthFunction } : { role };
}

function startsOf(resources: readonly ResourceValues[]): ReadonlyMap<string, number> {
  const functions = resources.filter(({ type }) => type === LAMBDA);
  const started = resources
    .filter(({ type }) => type === "aws:scheduler/schedule:Schedule")
    .flatMap((schedule) => {
      const [values = {}] = objectsOf(schedule.properties, "target");
      const targets = referencesOf(schedule, "arn", LAMBDA, { property: "target", values });
      return functions.filter(({ id, properties }) =>
        targets.some((target) => target === id || target === properties["arn"]),
      );
    });
  return new Map(started.map((each) => [displayName(each), STARTS]));
}

const LAMBDA = "aws:lambda/function:Function";

/** What a function is asked for in a month beyond its schedule: by clients, by checkers, or by nobody. */
export function requestsTo(
  { endpoint, functions }: Requests,
  topology: CostTopology,
  { name, region }: { readonly name: string; readonly region: string | undefined },
): number {
  const role = roleOf(topology, region);
  const served = role !== undefined && topology.names[role].processor === name ? endpoint[role] : 0;
  return served + (functions.get(name) ?? 0);
}
