import { reservedIn } from "./concurrency.ts";
import { roles, route53MetricsRegion } from "./regions.ts";
import type { Region, Role } from "./regions.ts";
import { vcpusOf } from "./vcpus.ts";

/** A quota of an AWS account that an environment takes a part of. */
export interface NeededQuota {
  readonly name: string;
  /** What Service Quotas knows it by. */
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** The least that an account needs, with nothing else in it. */
  readonly least: number;
  /** What the environment takes once it has grown as far as it may. @default `least` */
  readonly full?: number;
  /** What AWS gives an account that has asked for it, and what is worth asking for. */
  readonly usual: number;
  readonly why: string;
  /** Where AWS says what the quota is. */
  readonly source: string;
  /** The one region that it is needed in, or that knows a quota of a global service. @default each of the environment's */
  readonly region?: Region;
}

interface Capacity {
  readonly desired: number;
  readonly max: number;
}

/** As much of a topology as decides what an account has to allow. */
export interface QuotaTopology {
  readonly regions: Readonly<Record<Role, Region>>;
  readonly compute: {
    readonly kind?: string | undefined;
    readonly reservedConcurrency?: number | undefined;
    readonly functionUrls?: boolean | undefined;
    readonly instanceType?: string | undefined;
    readonly capacity?: Readonly<Record<Role, Capacity>> | undefined;
    readonly [other: string]: unknown;
  };
  readonly database?: { readonly instances: Readonly<Record<Role, number>> } | undefined;
  readonly network?: { readonly azCount: number; readonly natGateways: "none" | "single" | "one-per-az" } | undefined;
  readonly routing: {
    readonly policy?: "failover" | "weighted" | undefined;
    readonly functionUrlCheck?: object | undefined;
    readonly [other: string]: unknown;
  };
  readonly names: { readonly global: object };
}

/**
 * The quotas that an environment takes a part of. Either region may be the active one, so each has to allow what the larger
 * of the two takes; what is reserved of Lambda does not move. What else is in the account comes on top: Service Quotas does not tell it.
 */
export function neededQuotas(topology: QuotaTopology): readonly NeededQuota[] {
  const { compute, database } = topology;
  const hasBalancer = compute.kind === "lambda-alb" || compute.kind === "ec2-asg";
  return [
    ...roles.map((role) => concurrency(topology, role)),
    ...networkQuotas(topology.network),
    ...(hasBalancer ? [balancers] : []),
    ...instanceQuotas(compute),
    ...(database === undefined ? [] : databaseQuotas(Math.max(database.instances.primary, database.instances.standby))),
    tables(topology),
    healthChecks(topology.routing),
    zones,
  ];
}

/**
 * What Lambda keeps from being reserved, for functions without a reservation.
 * Source: AWS Lambda Developer Guide, "Configuring reserved concurrency for a function".
 */
const UNRESERVED = 100;

/** A new account begins with as few as 10 concurrent executions, and Lambda then refuses every reservation. */
function concurrency(topology: QuotaTopology, role: Role): NeededQuota {
  const reserved = reservedIn(topology, role);
  const total = [...reserved.values()].reduce((sum, each) => sum + each, 0);
  const each = [...reserved].map(([what, executions]) => `${what} ${executions}`).join(", ");
  return {
    name: "Lambda's concurrent executions",
    serviceCode: "lambda",
    quotaCode: "L-B99A9384",
    least: UNRESERVED + total,
    usual: 1000,
    why: `${total} are reserved (${each}), and Lambda keeps ${UNRESERVED} unreserved`,
    source: 'AWS Lambda Developer Guide, "Lambda quotas"',
    region: topology.regions[role],
  };
}

const VPC_QUOTAS = 'AWS General Reference, "Amazon Virtual Private Cloud endpoints and quotas"';

function networkQuotas(network: QuotaTopology["network"]): readonly NeededQuota[] {
  if (network === undefined) return [];
  const gateways = { none: 0, single: 1, "one-per-az": network.azCount }[network.natGateways];
  const vpc = { serviceCode: "vpc", usual: 5, source: VPC_QUOTAS } as const;
  return [
    { ...vpc, name: "VPCs", quotaCode: "L-F678F1CE", least: 1, why: "the region's network is one" },
    { ...vpc, name: "internet gateways", quotaCode: "L-A4707A72", least: 1, why: "the VPC has one" },
    ...(gateways === 0
      ? []
      : [
          {
            ...vpc,
            name: "NAT gateways per zone",
            quotaCode: "L-FE5A380F",
            least: 1,
            why: "a zone's private subnet has its own, or all share one",
          },
          {
            name: "Elastic IP addresses",
            serviceCode: "ec2",
            quotaCode: "L-0263D0A3",
            least: gateways,
            usual: 5,
            why: `each NAT gateway has one, and there are ${gateways}`,
            source: 'AWS General Reference, "Amazon EC2 endpoints and quotas"',
          },
        ]),
  ];
}

const balancers: NeededQuota = {
  name: "Application Load Balancers",
  serviceCode: "elasticloadbalancing",
  quotaCode: "L-53DA6B97",
  least: 1,
  usual: 50,
  why: "the workload is behind one",
  source: 'Elastic Load Balancing User Guide, "Quotas for your Application Load Balancers"',
};

/** A new account begins with 5 vCPUs. Stopped instances, as a warm pool has them, do not count. */
function instanceQuotas({ instanceType, capacity }: QuotaTopology["compute"]): readonly NeededQuota[] {
  const each = instanceType === undefined ? undefined : vcpusOf(instanceType);
  if (each === undefined || capacity === undefined) return [];
  const desired = Math.max(capacity.primary.desired, capacity.standby.desired);
  const max = Math.max(capacity.primary.max, capacity.standby.max);
  return [
    {
      name: "vCPUs of running On-Demand Standard instances",
      serviceCode: "ec2",
      quotaCode: "L-1216C47A",
      least: desired * each,
      full: max * each,
      usual: 64,
      why: `${desired} instances of ${instanceType}, ${max} at most, have ${each} each`,
      source: 'Amazon EC2 User Guide, "Amazon EC2 instance type quotas"',
    },
  ];
}

function databaseQuotas(instances: number): readonly NeededQuota[] {
  const rds = {
    serviceCode: "rds",
    usual: 40,
    source: 'Amazon Aurora User Guide, "Quotas and constraints for Amazon Aurora"',
  } as const;
  return [
    { ...rds, name: "Aurora clusters", quotaCode: "L-952B80B8", least: 1, why: "the region's database is one" },
    {
      ...rds,
      name: "database instances",
      quotaCode: "L-7B6409FD",
      least: instances,
      why: `the cluster has ${instances}, and either region may take the larger one's part`,
    },
  ];
}

/** Each global table counts in each region; the standby's own is the controller's state. */
function tables({ names: { global } }: QuotaTopology): NeededQuota {
  const least = Object.keys(global).filter((key) => key.endsWith("Table")).length + 1;
  return {
    name: "DynamoDB tables",
    serviceCode: "dynamodb",
    quotaCode: "L-F98FE922",
    least,
    usual: 2500,
    why: `${least - 1} global tables have a replica in each region, and the standby keeps the controller's state`,
    source: 'Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB"',
  };
}

const ROUTE53_QUOTAS = 'Amazon Route 53 Developer Guide, "Quotas"';

/** Of the endpoint, the latch, and the calculated one; weighted records have two of each but the latch's. */
function healthChecks({ policy, functionUrlCheck }: QuotaTopology["routing"]): NeededQuota {
  const least = (policy === "weighted" ? 5 : 3) + (functionUrlCheck === undefined ? 0 : 2);
  return {
    name: "Route 53 health checks",
    serviceCode: "route53",
    quotaCode: "L-ACB674F3",
    least,
    usual: 200,
    why: "endpoints, latch and what is calculated of them have one each",
    source: ROUTE53_QUOTAS,
    region: route53MetricsRegion,
  };
}

const zones: NeededQuota = {
  name: "Route 53 hosted zones",
  serviceCode: "route53",
  quotaCode: "L-4EA4796A",
  least: 1,
  usual: 500,
  why: "the failover name has one",
  source: ROUTE53_QUOTAS,
  region: route53MetricsRegion,
};
