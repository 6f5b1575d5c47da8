import type { ResourceValues } from "../resources/values.ts";
import type { Rule } from "./rules.ts";

export interface Vpc {
  readonly id: string;
  readonly name: string;
  readonly cidr: string;
  /** Whether the VPC's own resolver answers; on unless it is switched off. */
  readonly dnsSupport: boolean;
  /** Whether names of interface endpoints lead to them; off unless it is switched on. */
  readonly dnsHostnames: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly cidr: string;
  /** Undefined where it takes the VPC's main route table. */
  readonly routeTable: RouteTable | undefined;
  /** Whether what starts in it gets a public address by itself. */
  readonly publicAddresses: boolean;
}

/** One destination and where it leads. */
export interface Route {
  readonly destination: string;
  readonly to: "internet-gateway" | "nat-gateway" | "peering" | "other";
  /** Of the gateway or the peering connection. */
  readonly target: string;
}

export interface RouteTable {
  readonly id: string;
  readonly name: string;
  readonly routes: readonly Route[];
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  /** `dynamodb`, `secretsmanager`, … */
  readonly service: string;
  readonly kind: "gateway" | "interface";
  readonly routeTables: readonly string[];
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly privateDns: boolean;
  /** Of a gateway endpoint: what security groups may name as its destination; undefined until it exists. */
  readonly prefixList: string | undefined;
}

/** A region's network as its resources make it. */
export interface Network {
  readonly region: string;
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  readonly endpoints: readonly Endpoint[];
  /** The VPC that each internet gateway is attached to. */
  readonly internetGateways: ReadonlyMap<string, string>;
  readonly natGateways: ReadonlyMap<string, NatGateway>;
  /** Everything of the region, for what is no part of the network. */
  readonly resources: readonly ResourceValues[];
}

export interface NatGateway {
  readonly name: string;
  readonly subnetId: string;
  /** Whether it leads to the internet; a private one leads to other VPCs. */
  readonly isPublic: boolean;
}

/** The resources of a type, in the order of the state. */
export function ofType(resources: readonly ResourceValues[], type: string): readonly ResourceValues[] {
  return resources.filter((resource) => resource.type === type);
}

/** The subnets with these identifiers. */
export function subnetsOf({ subnets }: Pick<Network, "subnets">, ids: readonly string[]): readonly Subnet[] {
  return subnets.filter(({ id }) => ids.includes(id));
}

/** The security groups with these identifiers, in their order. */
export function groupsOf(groups: ReadonlyMap<string, SecurityGroup>, ids: readonly string[]): readonly SecurityGroup[] {
  return ids.flatMap((id) => groups.get(id) ?? []);
}
