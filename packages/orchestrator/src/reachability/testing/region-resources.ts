import type { Region, Role } from "@tandem/config";
import type { ResourceValues } from "../../resources/values.ts";
import type { ReachabilityTopology } from "../topology.ts";
import { types } from "../types.ts";

/** A resource of the region whose identifier is its name. */
export function resource(
  region: Region,
  type: string,
  name: string,
  properties: Readonly<Record<string, unknown>> = {},
): ResourceValues {
  const urn = `urn:pulumi:live::tandem-region::${type}::${name}`;
  return { urn, type, name, id: name, region, properties, madeFrom: {} };
}

type Make = (type: string, name: string, properties?: Readonly<Record<string, unknown>>) => ResourceValues;

const zones = ["a", "b"] as const;

/** A VPC with a public and a private subnet in each of two zones, and a NAT gateway in each. */
function networkOf(make: Make): readonly ResourceValues[] {
  return [
    make(types.vpc, "vpc", { cidrBlock: "10.10.0.0/16", enableDnsHostnames: true, enableDnsSupport: true }),
    make(types.internetGateway, "igw", { vpcId: "vpc" }),
    ...zones.flatMap((zone, index) => [
      make(types.subnet, `public-${zone}`, {
        vpcId: "vpc",
        cidrBlock: `10.10.${index}.0/24`,
        mapPublicIpOnLaunch: true,
      }),
      make(types.routeTable, `public-${zone}-table`, { vpcId: "vpc" }),
      make(types.routeTableAssociation, `public-${zone}-association`, {
        subnetId: `public-${zone}`,
        routeTableId: `public-${zone}-table`,
      }),
      make(types.route, `public-${zone}-out`, {
        routeTableId: `public-${zone}-table`,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: "igw",
      }),
      make(types.natGateway, `nat-${zone}`, { subnetId: `public-${zone}` }),
      make(types.subnet, `private-${zone}`, { vpcId: "vpc", cidrBlock: `10.10.1${index}.0/24` }),
      make(types.routeTable, `private-${zone}-table`, { vpcId: "vpc" }),
      make(types.routeTableAssociation, `private-${zone}-association`, {
        subnetId: `private-${zone}`,
        routeTableId: `private-${zone}-table`,
      }),
      make(types.route, `private-${zone}-out`, {
        routeTableId: `private-${zone}-table`,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: `nat-${zone}`,
      }),
    ]),
  ];
}

/** Gateway endpoints of both stores, and an interface endpoint of Secrets Manager. */
function endpointsOf(make: Make, region: Region): readonly ResourceValues[] {
  const gateway = (service: string) =>
    make(types.endpoint, `${service}-endpoint`, {
      vpcId: "vpc",
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: "Gateway",
      routeTableIds: ["private-a-table", "private-b-table"],
      prefixListId: `pl-${service}`,
    });
  return [
    gateway("dynamodb"),
    gateway("s3"),
    make(types.securityGroup, "endpoint-group", { name: "endpoint-group", vpcId: "vpc" }),
    make(types.endpoint, "secrets-endpoint", {
      vpcId: "vpc",
      serviceName: `com.amazonaws.${region}.secretsmanager`,
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: ["private-a", "private-b"],
      securityGroupIds: ["endpoint-group"],
    }),
    make(types.ingressRule, "endpoint-in", {
      securityGroupId: "endpoint-group",
      cidrIpv4: "10.10.0.0/16",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    }),
  ];
}

/** An Aurora cluster with an instance, and who may connect to it. */
function databaseOf(make: Make, client: string): readonly ResourceValues[] {
  return [
    make(types.subnetGroup, "database-subnets", { name: "database-subnets", subnetIds: ["private-a", "private-b"] }),
    make(types.securityGroup, "database-group", { name: "database-group", vpcId: "vpc" }),
    make(types.cluster, "ledger", {
      clusterIdentifier: "ledger",
      dbSubnetGroupName: "database-subnets",
      vpcSecurityGroupIds: ["database-group"],
      port: 5432,
    }),
    make(types.clusterInstance, "ledger-1", { clusterIdentifier: "ledger" }),
    make(types.ingressRule, "database-in", {
      securityGroupId: "database-group",
      referencedSecurityGroupId: client,
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    }),
    make(types.egressRule, "client-to-database", {
      securityGroupId: client,
      referencedSecurityGroupId: "database-group",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    }),
  ];
}

function httpsOut(make: Make, group: string): ResourceValues {
  return make(types.egressRule, `${group}-https`, {
    securityGroupId: group,
    cidrIpv4: "0.0.0.0/0",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
  });
}

/** A balancer that faces the internet in the public subnets, and listens at 80. */
function balancerOf(make: Make): readonly ResourceValues[] {
  return [
    make(types.securityGroup, "balancer-group", {
      name: "balancer-group",
      vpcId: "vpc",
      // As groups with rules inside have it.
      ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    make(types.loadBalancer, "balancer", {
      name: "balancer",
      internal: false,
      subnets: ["public-a", "public-b"],
      securityGroups: ["balancer-group"],
    }),
    make(types.listener, "listener", { loadBalancerArn: "balancer", port: 80 }),
  ];
}

/** The functions of the region that the topology names, in these subnets; the standby's controller is in none. */
function functionsOf(
  make: Make,
  { names }: ReachabilityTopology,
  role: Role,
  vpcConfig: Readonly<Record<string, unknown>>,
): readonly ResourceValues[] {
  const { processor, healthFunction, lagReader, heartbeat } = names[role];
  const named = { processor, health: healthFunction, "lag-reader": lagReader, heartbeat };
  return [
    ...Object.entries(named).flatMap(([key, name]) =>
      name === undefined ? [] : [make(types.lambda, key, { name, ...vpcConfig })],
    ),
    ...(role === "standby" ? [make(types.lambda, "controller", { name: names.controller.function })] : []),
  ];
}

function makerOf({ regions }: ReachabilityTopology, role: Role): Make {
  return (type, name, properties) => resource(regions[role], type, name, properties);
}

/** Instances behind a balancer, with a database and functions in private subnets with NAT: as trading-eu has them. */
export function instanceRegion(topology: ReachabilityTopology, role: Role): readonly ResourceValues[] {
  const make = makerOf(topology, role);
  return [
    ...networkOf(make),
    ...balancerOf(make),
    make(types.egressRule, "balancer-to-instances", {
      securityGroupId: "balancer-group",
      referencedSecurityGroupId: "instance-group",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    }),
    make(types.securityGroup, "instance-group", { name: "instance-group", vpcId: "vpc" }),
    make(types.ingressRule, "instances-in", {
      securityGroupId: "instance-group",
      referencedSecurityGroupId: "balancer-group",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    }),
    httpsOut(make, "instance-group"),
    make(types.targetGroup, "targets", { name: "targets", port: 8080, healthCheck: { port: "traffic-port" } }),
    make(types.launchTemplate, "template", { name: "template", vpcSecurityGroupIds: ["instance-group"] }),
    make(types.autoScalingGroup, "group", {
      name: "group",
      vpcZoneIdentifiers: ["private-a", "private-b"],
      launchTemplate: { id: "template", version: "$Latest" },
      targetGroupArns: ["targets"],
    }),
    ...databaseOf(make, "instance-group"),
    make(types.securityGroup, "function-group", { name: "function-group", vpcId: "vpc" }),
    httpsOut(make, "function-group"),
    make(types.egressRule, "function-to-database", {
      securityGroupId: "function-group",
      cidrIpv4: "10.10.10.0/23",
      ipProtocol: "-1",
    }),
    make(types.securityGroupRule, "function-in", {
      type: "ingress",
      securityGroupId: "database-group",
      sourceSecurityGroupId: "function-group",
      protocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    }),
    ...functionsOf(make, topology, role, inPrivateSubnets),
  ];
}

const inPrivateSubnets = {
  vpcConfig: { subnetIds: ["private-a", "private-b"], securityGroupIds: ["function-group"] },
};

/** Functions in private subnets without NAT, with endpoints and a database: as transactions-us has them. */
export function functionRegion(topology: ReachabilityTopology, role: Role): readonly ResourceValues[] {
  const make = makerOf(topology, role);
  const withoutNat = networkOf(make).filter(
    ({ type, name }) => type !== types.natGateway && !/^private-.-out$/.test(name),
  );
  return [
    ...withoutNat,
    ...endpointsOf(make, topology.regions[role]),
    ...balancerOf(make),
    make(types.targetGroup, "targets", { name: "targets", targetType: "lambda" }),
    make(types.securityGroup, "function-group", { name: "function-group", vpcId: "vpc" }),
    ...["dynamodb", "s3"].map((service) =>
      make(types.egressRule, `function-to-${service}`, {
        securityGroupId: "function-group",
        prefixListId: `pl-${service}`,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
      }),
    ),
    make(types.egressRule, "function-to-secrets", {
      securityGroupId: "function-group",
      referencedSecurityGroupId: "endpoint-group",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    }),
    ...databaseOf(make, "function-group"),
    ...functionsOf(make, topology, role, inPrivateSubnets),
  ];
}

/** Functions in no VPC behind a balancer in public subnets: as trading-serverless-us has them. */
export function publicRegion(topology: ReachabilityTopology, role: Role): readonly ResourceValues[] {
  const make = makerOf(topology, role);
  return [
    ...networkOf(make).filter(({ type, name }) => type !== types.natGateway && !name.startsWith("private-")),
    ...balancerOf(make),
    make(types.targetGroup, "targets", { name: "targets", targetType: "lambda" }),
    ...functionsOf(make, topology, role, {}),
  ];
}
