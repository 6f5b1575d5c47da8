import { containsCidr, parseCidr } from "cidr-tools";
import type { Network, Route, Subnet } from "./network.ts";
import { peerOf } from "./parties.ts";
import type { Party } from "./parties.ts";
import { ANYWHERE, admits } from "./rules.ts";
import type { Peer } from "./rules.ts";

/** One step of a path: what lets it through, or what is missing for that. */
export interface Hop {
  readonly holds: boolean;
  readonly text: string;
}

export function hop(holds: boolean, there: string, missing: string): Hop {
  return { holds, text: holds ? there : missing };
}

/** Who or what is at the other end of a connection. */
export interface End {
  readonly label: string;
  readonly peer: Peer;
}

export const internet: End = {
  label: "the internet",
  peer: { cidrs: [ANYWHERE], groups: [], prefixLists: [] },
};

export function endOf(party: Party): End {
  return { label: party.label, peer: peerOf(party) };
}

/** Whether the party's security groups let TCP out to a port of the other end. */
export function outgoing(party: Party, to: End, port: number): Hop {
  const { securityGroups } = party;
  const rules = securityGroups.flatMap(({ egress }) => egress);
  const names = groupNames(party);
  return hop(
    admits(rules, port, to.peer),
    `${names} lets TCP ${port} out to ${to.label}`,
    `${names} lets no TCP ${port} out to ${to.label}`,
  );
}

/** Whether the party's security groups let TCP from the other end in at a port. */
export function incoming(party: Party, from: End, port: number): Hop {
  const rules = party.securityGroups.flatMap(({ ingress }) => ingress);
  const names = groupNames(party);
  return hop(
    admits(rules, port, from.peer),
    `${names} lets TCP ${port} in from ${from.label}`,
    `${names} lets no TCP ${port} in from ${from.label}`,
  );
}

function groupNames({ label, securityGroups }: Party): string {
  if (securityGroups.length === 0) return `the empty list of security groups of ${label}`;
  return `security group ${securityGroups.map(({ name }) => name).join(", ")}`;
}

/** Whether two parties are in the same VPC, in which every subnet leads to every other. */
export function sameVpc(network: Network, from: Party, to: Party): Hop {
  const idsOf = ({ subnets }: Party) => [...new Set(subnets.map(({ vpcId }) => vpcId))];
  const [fromVpc, ...others] = idsOf(from);
  const isSame = fromVpc !== undefined && others.length === 0 && idsOf(to).every((id) => id === fromVpc);
  const nameOf = (party: Party) => {
    const ids = idsOf(party);
    if (ids.length === 0) return `${party.label} is in no VPC`;
    return `${party.label} is in ${ids.map((id) => vpcName(network, id)).join(", ")}`;
  };
  return hop(
    isSame && to.subnets.length > 0,
    `local route in ${fromVpc === undefined ? "" : vpcName(network, fromVpc)}`,
    `no local route: ${nameOf(from)}, ${nameOf(to)}`,
  );
}

export function vpcName({ vpcs }: Network, id: string): string {
  return vpcs.find((vpc) => vpc.id === id)?.name ?? id;
}

/** The route that a subnet's traffic to a network takes: of those that hold it the narrowest, as a VPC chooses. */
export function routeFor({ routeTable }: Pick<Subnet, "routeTable">, destination: string): Route | undefined {
  const width = (route: Route) => Number(parseCidr(route.destination).prefix);
  return (routeTable?.routes ?? [])
    .filter((route) => !route.destination.includes(":") && containsCidr(route.destination, destination))
    .toSorted((one, other) => width(other) - width(one))[0];
}

/** Whether a subnet has a route to the internet gateway of its own VPC. */
export function hasInternetGateway({ internetGateways }: Network, subnet: Subnet): boolean {
  const route = routeFor(subnet, ANYWHERE);
  return route?.to === "internet-gateway" && internetGateways.get(route.target) === subnet.vpcId;
}

/** `subnets a, b` */
export function namesOf(subnets: readonly Subnet[]): string {
  return `${subnets.length === 1 ? "subnet" : "subnets"} ${subnets.map(({ name }) => name).join(", ")}`;
}
