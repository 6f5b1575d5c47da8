import { profileOf, roles, serviceWord } from "@tandem/config";
import type { Region, Role, Service, Topology } from "@tandem/config";

/** Tags of one resource: the environment's own, and the full name, which a physical name may only abbreviate. */
export function tagsOf(topology: Topology, fullName: string): Record<string, string> {
  return { ...topology.tags, Name: fullName };
}

/** The full name of a resource in a region, given as itself or by its role, or of one that spans both. */
export function fullName(
  topology: Pick<Topology, "profile" | "regions" | "environmentSuffix">,
  service: Service,
  scope: Role | Region | "global",
): string {
  const profile = profileOf(topology);
  const role = roles.find((each) => scope === each || scope === topology.regions[each]);
  const place = scope === "primary" || scope === "standby" ? topology.regions[scope] : scope;
  return profile.fullName(serviceWord(profile, service), place, topology.environmentSuffix, role);
}

/** The name of what AWS knows within another resource alone: a role's policy, a group's. */
export function nameWithin({ environmentSuffix }: Pick<Topology, "environmentSuffix">, word: string): string {
  return `${word}-${environmentSuffix}`;
}

/** What clients ask in each region. */
export function frontOf({ compute }: Pick<Topology, "compute">): "api" | "loadBalancer" {
  return compute.kind === "lambda-rest-api" ? "api" : "loadBalancer";
}

/** The service part of the names alone, the same in every region. */
export function serviceName(topology: Pick<Topology, "profile">, service: Service): string {
  return serviceWord(profileOf(topology), service);
}
