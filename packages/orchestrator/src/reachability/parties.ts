import { displayName, numberOf, objectsOf, textOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import { groupsOf, ofType, subnetsOf } from "./network.ts";
import type { Network, SecurityGroup, Subnet } from "./network.ts";
import type { Peer } from "./rules.ts";
import { types } from "./types.ts";

/** What connections begin or end at: something with network interfaces in subnets. */
export interface Party {
  /** `function ledger`, as findings name it. */
  readonly label: string;
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
  /** Whether its interfaces have public addresses, without which an internet gateway does not lead out. */
  readonly publicAddress: boolean;
}

/** How rules may name a party. */
export function peerOf({ subnets, securityGroups }: Pick<Party, "subnets" | "securityGroups">): Peer {
  return {
    cidrs: subnets.map(({ cidr }) => cidr),
    groups: securityGroups.map(({ id }) => id),
    prefixLists: [],
  };
}

/** A Lambda function by its physical name; undefined where the region has none. Without subnets it is in no VPC. */
export function functionParty(network: Network, name: string): Party | undefined {
  const resource = ofType(network.resources, types.lambda).find((each) => displayName(each) === name);
  return resource === undefined ? undefined : functionOf(network, resource);
}

/** Every function of the region that is in a VPC, by its physical name. */
export function functionsInVpc(network: Network): readonly string[] {
  return ofType(network.resources, types.lambda)
    .filter((resource) => functionOf(network, resource).subnets.length > 0)
    .map(displayName);
}

function functionOf(network: Network, resource: ResourceValues): Party {
  const [values = {}] = objectsOf(resource.properties, "vpcConfig");
  const within = { property: "vpcConfig", values };
  return {
    label: `function ${displayName(resource)}`,
    subnets: subnetsOf(network, referencesOf(resource, "subnetIds", types.subnet, within)),
    securityGroups: groupsOf(
      network.securityGroups,
      referencesOf(resource, "securityGroupIds", types.securityGroup, within),
    ),
    // Lambda's interfaces never have one. Source: Lambda Developer Guide, "Enable internet access for VPC-connected functions".
    publicAddress: false,
  };
}

/** A database cluster: where its instances answer. */
export interface Database extends Party {
  readonly port: number;
  /** A cluster without an instance has storage, and nothing that answers. */
  readonly instances: number;
}

/** PostgreSQL's own, where the cluster does not say. */
const POSTGRESQL_PORT = 5432;

/** The region's database cluster; undefined where there is none. */
export function databaseParty(network: Network): Database | undefined {
  const [resource] = ofType(network.resources, types.cluster);
  if (resource === undefined) return undefined;
  const identifier = textOf(resource.properties, "clusterIdentifier") ?? resource.name;
  const named = referencesOf(resource, "dbSubnetGroupName", types.subnetGroup);
  const group = ofType(network.resources, types.subnetGroup).find(
    ({ id, properties }) => named.includes(id) || named.includes(textOf(properties, "name") ?? id),
  );
  const instances = ofType(network.resources, types.clusterInstance).filter((instance) => {
    const clusters = referencesOf(instance, "clusterIdentifier", types.cluster);
    return clusters.includes(resource.id) || clusters.includes(identifier);
  });
  return {
    label: `cluster ${identifier}`,
    subnets: group === undefined ? [] : subnetsOf(network, referencesOf(group, "subnetIds", types.subnet)),
    securityGroups: groupsOf(
      network.securityGroups,
      referencesOf(resource, "vpcSecurityGroupIds", types.securityGroup),
    ),
    publicAddress: false,
    port: numberOf(resource.properties, "port") ?? POSTGRESQL_PORT,
    instances: instances.length,
  };
}

/** The instances of the region's Auto Scaling group; undefined where there is none. */
export function instancesParty(network: Network): Party | undefined {
  const [resource] = ofType(network.resources, types.autoScalingGroup);
  if (resource === undefined) return undefined;
  const template = launchTemplateOf(network, resource);
  const [nic = {}] = template === undefined ? [] : objectsOf(template.properties, "networkInterfaces");
  const within = { property: "networkInterfaces", values: nic };
  const groups =
    template === undefined
      ? []
      : [
          ...referencesOf(template, "vpcSecurityGroupIds", types.securityGroup),
          ...referencesOf(template, "securityGroups", types.securityGroup, within),
        ];
  const subnets = subnetsOf(network, referencesOf(resource, "vpcZoneIdentifiers", types.subnet));
  const asked = nic["associatePublicIpAddress"];
  return {
    label: `instances of ${displayName(resource)}`,
    subnets,
    securityGroups: groupsOf(network.securityGroups, groups),
    publicAddress:
      asked === true || asked === "true" || (asked === undefined && subnets.every((each) => each.publicAddresses)),
  };
}

function launchTemplateOf(network: Network, group: ResourceValues): ResourceValues | undefined {
  const [direct = {}] = objectsOf(group.properties, "launchTemplate");
  const [mixed = {}] = objectsOf(group.properties, "mixedInstancesPolicy");
  const [inner = {}] = objectsOf(mixed, "launchTemplate");
  const [specification = {}] = objectsOf(inner, "launchTemplateSpecification");
  const named = new Set([
    ...referencesOf(group, "id", types.launchTemplate, { property: "launchTemplate", values: direct }),
    ...referencesOf(group, "name", types.launchTemplate, { property: "launchTemplate", values: direct }),
    ...referencesOf(group, "launchTemplateId", types.launchTemplate, {
      property: "mixedInstancesPolicy",
      values: specification,
    }),
  ]);
  return ofType(network.resources, types.launchTemplate).find(
    ({ id, properties }) => named.has(id) || named.has(textOf(properties, "name") ?? id),
  );
}

/** The region's load balancer, with the ports that it listens on. */
export interface Balancer extends Party {
  readonly internal: boolean;
  readonly ports: readonly number[];
  readonly targets: readonly Targets[];
}

/** A group of targets behind a balancer. */
export interface Targets {
  readonly name: string;
  /** What the Auto Scaling group may register at: its identifier and its ARN. */
  readonly names: readonly string[];
  readonly kind: "instance" | "ip" | "lambda" | "alb";
  /** What the balancer connects to; undefined of functions. */
  readonly port: number | undefined;
  /** What its health checks connect to; undefined of functions. */
  readonly healthPort: number | undefined;
}

/** Undefined where the region has none. */
export function balancerParty(network: Network): Balancer | undefined {
  const [resource] = ofType(network.resources, types.loadBalancer);
  if (resource === undefined) return undefined;
  const { id, properties } = resource;
  const internal = properties["internal"] === true;
  const listeners = ofType(network.resources, types.listener).filter((listener) =>
    referencesOf(listener, "loadBalancerArn", types.loadBalancer).some(
      (arn) => arn === id || arn === properties["arn"],
    ),
  );
  return {
    label: `balancer ${displayName(resource)}`,
    subnets: subnetsOf(network, referencesOf(resource, "subnets", types.subnet)),
    securityGroups: groupsOf(network.securityGroups, referencesOf(resource, "securityGroups", types.securityGroup)),
    publicAddress: !internal,
    internal,
    ports: listeners.flatMap((listener) => numberOf(listener.properties, "port") ?? []),
    targets: ofType(network.resources, types.targetGroup).map(targetsOf),
  };
}

/** AWS's own default. Source: Elastic Load Balancing User Guide, "Target type". */
const kinds = ["instance", "ip", "lambda", "alb"] as const;

function targetsOf(resource: ResourceValues): Targets {
  const { properties } = resource;
  const wanted = textOf(properties, "targetType");
  const kind = kinds.find((each) => each === wanted) ?? "instance";
  const [health = {}] = objectsOf(properties, "healthCheck");
  const port = kind === "lambda" ? undefined : numberOf(properties, "port");
  return {
    name: displayName(resource),
    names: [resource.id, textOf(properties, "arn") ?? resource.id],
    kind,
    port,
    // `traffic-port`, which is the default, is the targets' own.
    healthPort: kind === "lambda" ? undefined : (numberOf(health, "port") ?? port),
  };
}
