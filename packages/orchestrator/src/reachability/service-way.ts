import type { Endpoint, Network, Subnet } from "./network.ts";
import { endOf, hasInternetGateway, hop, incoming, internet, namesOf, outgoing, routeFor, vpcName } from "./hops.ts";
import type { Hop } from "./hops.ts";
import type { Party } from "./parties.ts";
import { ANYWHERE } from "./rules.ts";

/** AWS's APIs are HTTPS only here: the SDK asks for nothing else. */
const HTTPS = 443;

/** How a subnet's traffic to a service of AWS leaves it. */
type Way =
  | { readonly kind: "gateway" | "interface"; readonly endpoint: Endpoint }
  | { readonly kind: "nat-gateway"; readonly id: string }
  | { readonly kind: "internet-gateway" }
  | { readonly kind: "none"; readonly why: string };

/**
 * How a party reaches a service of AWS, in the order in which a VPC chooses: a gateway endpoint of the subnet's route
 * table, an interface endpoint whose private name the VPC's resolver gives, the subnet's route to the internet.
 * @param service As the names of endpoints end: `dynamodb`, `secretsmanager`, `monitoring` for CloudWatch's metrics
 */
export function serviceWay(network: Network, party: Party, service: string): readonly Hop[] {
  if (party.subnets.length === 0)
    return [hop(true, `${party.label} is in no VPC and leaves over Lambda's own network`, "")];
  return waysOut(network, party, service, (subnet) => wayFrom(network, party, subnet, service));
}

/** How a party reaches hosts that are no service of AWS: by the subnet's route to the internet alone. */
export function internetWay(network: Network, party: Party): readonly Hop[] {
  return waysOut(network, party, internet.label, (subnet) => internetRoute(party, subnet));
}

function waysOut(network: Network, party: Party, to: string, wayOf: (subnet: Subnet) => Way): readonly Hop[] {
  const ways = party.subnets.map((subnet) => ({ subnet, way: wayOf(subnet) }));
  // A party's subnets leave alike, unless something is missing: each way is told once.
  const keys = [...new Set(ways.map(({ way }) => keyOf(way)))];
  return keys.flatMap((key) => {
    const alike = ways.filter(({ way }) => keyOf(way) === key);
    const [first] = alike;
    return first === undefined
      ? []
      : hopsOf(
          network,
          party,
          alike.map(({ subnet }) => subnet),
          first.way,
          to,
        );
  });
}

function keyOf(way: Way): string {
  switch (way.kind) {
    case "gateway":
    case "interface":
      return `${way.kind} ${way.endpoint.name}`;
    case "nat-gateway":
      return `${way.kind} ${way.id}`;
    case "internet-gateway":
      return way.kind;
    case "none":
      return `${way.kind} ${way.why}`;
  }
}

function wayFrom(network: Network, party: Party, subnet: Subnet, service: string): Way {
  const own = network.endpoints.filter((each) => each.vpcId === subnet.vpcId && each.service === service);
  const gateway = own.find(
    ({ kind, routeTables }) => kind === "gateway" && routeTables.includes(subnet.routeTable?.id ?? ""),
  );
  if (gateway !== undefined) return { kind: "gateway", endpoint: gateway };
  const named = own.find(({ kind, privateDns }) => kind === "interface" && privateDns);
  const vpc = network.vpcs.find(({ id }) => id === subnet.vpcId);
  if (named !== undefined && vpc?.dnsSupport === true && vpc.dnsHostnames)
    return { kind: "interface", endpoint: named };
  const way = internetRoute(party, subnet);
  if (way.kind !== "none") return way;
  const noEndpoint = own.some(({ kind }) => kind === "gateway")
    ? `its route table ${tableName(subnet)} is not of the gateway endpoint`
    : `${vpc?.name ?? subnet.vpcId} has no endpoint of ${service} with a private name`;
  return { kind: "none", why: `${noEndpoint}, and ${way.why}` };
}

function internetRoute(party: Party, subnet: Subnet): Exclude<Way, { readonly endpoint: Endpoint }> {
  const route = routeFor(subnet, ANYWHERE);
  if (route?.to === "nat-gateway") return { kind: "nat-gateway", id: route.target };
  if (route?.to !== "internet-gateway")
    return { kind: "none", why: `${tableName(subnet)} has no route to a NAT gateway` };
  return party.publicAddress
    ? { kind: "internet-gateway" }
    : { kind: "none", why: `${party.label} has no public address for the internet gateway` };
}

function tableName({ routeTable }: Subnet): string {
  return routeTable?.name ?? "the VPC's main route table";
}

function hopsOf(network: Network, party: Party, subnets: readonly Subnet[], way: Way, to: string): readonly Hop[] {
  switch (way.kind) {
    case "gateway": {
      const { name, prefixList } = way.endpoint;
      const prefixLists = [...(prefixList === undefined ? [] : [prefixList]), way.endpoint.id];
      const end = { label: `gateway endpoint ${name}`, peer: { ...internet.peer, prefixLists } };
      return [
        outgoing(party, end, HTTPS),
        hop(true, `${namesOf(subnets)} lead to ${to} by gateway endpoint ${name}`, ""),
      ];
    }
    case "interface": {
      const { name, subnets: at, securityGroups } = way.endpoint;
      const endpoint: Party = {
        label: `interface endpoint ${name}`,
        subnets: at,
        securityGroups,
        publicAddress: false,
      };
      const zones = hop(
        at.length > 0,
        `${endpoint.label} of ${to} answers in ${namesOf(at)}`,
        `${endpoint.label} of ${to} is in no subnet`,
      );
      return [
        outgoing(party, endOf(endpoint), HTTPS),
        hop(true, `local route in ${vpcName(network, way.endpoint.vpcId)}`, ""),
        incoming(endpoint, endOf(party), HTTPS),
        zones,
      ];
    }
    case "nat-gateway":
      return [outgoing(party, internet, HTTPS), ...natHops(network, subnets, way.id)];
    case "internet-gateway":
      return [
        outgoing(party, internet, HTTPS),
        ...subnets.map((subnet) => gatewayHop(network, subnet, `subnet ${subnet.name}`)),
      ];
    case "none":
      return [hop(false, "", `${namesOf(subnets)}: no way to ${to}: ${way.why}`)];
  }
}

function natHops(network: Network, subnets: readonly Subnet[], id: string): readonly Hop[] {
  const gateway = network.natGateways.get(id);
  const from = `${namesOf(subnets)} lead${subnets.length === 1 ? "s" : ""}`;
  if (gateway === undefined) return [hop(false, "", `${from} to NAT gateway ${id}, which does not exist`)];
  const subnet = network.subnets.find((each) => each.id === gateway.subnetId);
  const label = `NAT gateway ${gateway.name}`;
  return [
    hop(gateway.isPublic, `${from} to ${label}`, `${from} to ${label}, which is private`),
    subnet === undefined
      ? hop(false, "", `${label} is in no subnet`)
      : gatewayHop(network, subnet, `${label} in subnet ${subnet.name}`),
  ];
}

function gatewayHop(network: Network, subnet: Subnet, label: string): Hop {
  return hop(
    hasInternetGateway(network, subnet),
    `${label} leads to the internet gateway`,
    `${label} has no route to an internet gateway of its VPC`,
  );
}
