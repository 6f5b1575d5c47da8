import { containsCidr } from "cidr-tools";
import { referencesOf } from "../resources/references.ts";
import { hop, routeFor } from "./hops.ts";
import type { Hop } from "./hops.ts";
import { ofType } from "./network.ts";
import type { Network, RouteTable } from "./network.ts";
import { types } from "./types.ts";

/**
 * Whether the region's VPC leads to the other's over an accepted peering connection, from every route table that its
 * private subnets use.
 */
export function peeringHops(network: Network, other: Network): readonly Hop[] {
  const [vpc] = network.vpcs;
  const [far] = other.vpcs;
  if (vpc === undefined || far === undefined) return [hop(false, "", "a VPC of the two is missing")];
  const connection = [network, other]
    .flatMap(({ resources }) => ofType(resources, types.peering))
    .find((resource) => {
      const ends = new Set(["vpcId", "peerVpcId"].flatMap((key) => referencesOf(resource, key, types.vpc)));
      return ends.has(vpc.id) && ends.has(far.id);
    });
  if (connection === undefined) {
    return [
      hop(
        false,
        "",
        `no peering connection between ${vpc.name} in ${network.region} and ${far.name} in ${other.region}`,
      ),
    ];
  }
  const accepters = [network, other].flatMap(({ resources }) => ofType(resources, types.peeringAccepter));
  const accepted = accepters.some(
    (resource) =>
      resource.properties["autoAccept"] === true &&
      referencesOf(resource, "vpcPeeringConnectionId", types.peering).includes(connection.id),
  );
  const tables = network.routeTables.filter(({ id }) => isPrivate(network, vpc.id, id));
  return [
    hop(
      !containsCidr(vpc.cidr, far.cidr) && !containsCidr(far.cidr, vpc.cidr),
      `${vpc.cidr} and ${far.cidr} do not overlap`,
      `${vpc.cidr} and ${far.cidr} overlap`,
    ),
    // One between two regions cannot accept itself.
    hop(
      accepted,
      `peering connection ${connection.name} is accepted`,
      `nobody accepts peering connection ${connection.name}`,
    ),
    hop(tables.length > 0, `${vpc.name} has private route tables`, `${vpc.name} has no private route table`),
    ...tables.map((table) => routeHop(table, far.cidr, connection.id, far.name)),
  ];
}

/** Whether a subnet that does not lead straight to the internet uses the table. */
function isPrivate({ subnets, routeTables }: Network, vpcId: string, tableId: string): boolean {
  const table = routeTables.find(({ id }) => id === tableId);
  const used = subnets.some((subnet) => subnet.vpcId === vpcId && subnet.routeTable?.id === tableId);
  return used && table?.routes.every(({ to }) => to !== "internet-gateway") === true;
}

function routeHop(table: RouteTable, cidr: string, connection: string, name: string): Hop {
  const route = routeFor({ routeTable: table }, cidr);
  return hop(
    route?.to === "peering" && route.target === connection,
    `route table ${table.name} leads ${cidr} to ${name} by the peering connection`,
    `route table ${table.name} does not lead ${cidr} (${name}) to the peering connection`,
  );
}
