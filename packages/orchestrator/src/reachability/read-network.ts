import { displayName, objectsOf, textOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import { groupsOf, ofType, subnetsOf } from "./network.ts";
import type { Endpoint, NatGateway, Network, Route, RouteTable, SecurityGroup, Subnet, Vpc } from "./network.ts";
import { readRules } from "./rules.ts";
import { types } from "./types.ts";

/** @param resources Of every layer; those of other regions are left out */
export function readNetwork(region: string, resources: readonly ResourceValues[]): Network {
  const own = resources.filter((resource) => resource.region === region);
  const routeTables = readRouteTables(own);
  const subnets = readSubnets(own, routeTables);
  const securityGroups = readSecurityGroups(own);
  return {
    region,
    vpcs: ofType(own, types.vpc).map(readVpc),
    subnets,
    routeTables: [...routeTables.values()],
    securityGroups,
    endpoints: ofType(own, types.endpoint).map((resource) => readEndpoint(resource, own, subnets, securityGroups)),
    internetGateways: readInternetGateways(own),
    natGateways: new Map(ofType(own, types.natGateway).map((resource) => [resource.id, readNatGateway(resource)])),
    resources: own,
  };
}

function readVpc({ id, name, properties }: ResourceValues): Vpc {
  return {
    id,
    name,
    cidr: textOf(properties, "cidrBlock") ?? "0.0.0.0/32",
    dnsSupport: properties["enableDnsSupport"] !== false,
    dnsHostnames: properties["enableDnsHostnames"] === true,
  };
}

function readRouteTables(resources: readonly ResourceValues[]): ReadonlyMap<string, RouteTable> {
  const single = ofType(resources, types.route).flatMap((resource) =>
    referencesOf(resource, "routeTableId", types.routeTable).map((table) => ({ table, route: readRoute(resource) })),
  );
  return new Map(
    ofType(resources, types.routeTable).map((resource) => {
      const inline = objectsOf(resource.properties, "routes").map((values) => readRoute(resource, values));
      const own = single.filter(({ table }) => table === resource.id).map(({ route }) => route);
      // After a refresh a table's own list has the single routes too.
      const routes = [...inline, ...own].filter((route): route is Route => route !== undefined);
      return [resource.id, { id: resource.id, name: resource.name, routes }];
    }),
  );
}

const targets = [
  ["natGatewayId", types.natGateway, "nat-gateway"],
  ["gatewayId", types.internetGateway, "internet-gateway"],
  ["vpcPeeringConnectionId", types.peering, "peering"],
] as const;

/** @param values Of one of the table's own routes. @default the resource is the route */
function readRoute(resource: ResourceValues, values?: Readonly<Record<string, unknown>>): Route | undefined {
  const held = values ?? resource.properties;
  const destination = textOf(held, "destinationCidrBlock") ?? textOf(held, "cidrBlock");
  if (destination === undefined) return undefined;
  const within = values === undefined ? undefined : { property: "routes", values };
  for (const [key, type, to] of targets) {
    const [target] = referencesOf(resource, key, type, within);
    if (target !== undefined) return { destination, to, target };
  }
  return { destination, to: "other", target: "" };
}

function readSubnets(
  resources: readonly ResourceValues[],
  routeTables: ReadonlyMap<string, RouteTable>,
): readonly Subnet[] {
  const associations = new Map(
    ofType(resources, types.routeTableAssociation).flatMap((resource) =>
      referencesOf(resource, "subnetId", types.subnet).flatMap((subnet) =>
        referencesOf(resource, "routeTableId", types.routeTable).map((table) => [subnet, table] as const),
      ),
    ),
  );
  return ofType(resources, types.subnet).map((resource) => ({
    id: resource.id,
    name: resource.name,
    vpcId: referencesOf(resource, "vpcId", types.vpc)[0] ?? "",
    cidr: textOf(resource.properties, "cidrBlock") ?? "0.0.0.0/0",
    routeTable: routeTables.get(associations.get(resource.id) ?? ""),
    publicAddresses: resource.properties["mapPublicIpOnLaunch"] === true,
  }));
}

function readSecurityGroups(resources: readonly ResourceValues[]): ReadonlyMap<string, SecurityGroup> {
  return new Map(
    ofType(resources, types.securityGroup).map((resource) => [
      resource.id,
      { id: resource.id, name: displayName(resource), ...readRules(resource, resources) },
    ]),
  );
}

function readEndpoint(
  resource: ResourceValues,
  resources: readonly ResourceValues[],
  subnets: readonly Subnet[],
  groups: ReadonlyMap<string, SecurityGroup>,
): Endpoint {
  const { id, name, properties } = resource;
  const attached = (type: string, key: string, of: string): readonly string[] =>
    ofType(resources, type).flatMap((association) =>
      referencesOf(association, "vpcEndpointId", types.endpoint).includes(id) ? referencesOf(association, key, of) : [],
    );
  const service = textOf(properties, "serviceName") ?? "";
  return {
    id,
    name,
    vpcId: referencesOf(resource, "vpcId", types.vpc)[0] ?? "",
    service: service.split(".").at(-1) ?? service,
    // AWS's own default.
    kind: (textOf(properties, "vpcEndpointType") ?? "Gateway") === "Interface" ? "interface" : "gateway",
    routeTables: [
      ...referencesOf(resource, "routeTableIds", types.routeTable),
      ...attached(types.endpointRouteTable, "routeTableId", types.routeTable),
    ],
    subnets: subnetsOf({ subnets }, [
      ...referencesOf(resource, "subnetIds", types.subnet),
      ...attached(types.endpointSubnet, "subnetId", types.subnet),
    ]),
    securityGroups: groupsOf(groups, [
      ...referencesOf(resource, "securityGroupIds", types.securityGroup),
      ...attached(types.endpointSecurityGroup, "securityGroupId", types.securityGroup),
    ]),
    privateDns: properties["privateDnsEnabled"] === true,
    prefixList: textOf(properties, "prefixListId"),
  };
}

function readInternetGateways(resources: readonly ResourceValues[]): ReadonlyMap<string, string> {
  const attached = ofType(resources, types.internetGatewayAttachment).map(
    (resource) =>
      [
        referencesOf(resource, "internetGatewayId", types.internetGateway)[0] ?? "",
        referencesOf(resource, "vpcId", types.vpc)[0] ?? "",
      ] as const,
  );
  const own = ofType(resources, types.internetGateway).map(
    (resource) => [resource.id, referencesOf(resource, "vpcId", types.vpc)[0] ?? ""] as const,
  );
  return new Map([...own, ...attached]);
}

function readNatGateway(resource: ResourceValues): NatGateway {
  return {
    name: resource.name,
    subnetId: referencesOf(resource, "subnetId", types.subnet)[0] ?? "",
    isPublic: textOf(resource.properties, "connectivityType") !== "private",
  };
}
