import type { Region } from "@tandem/config";
import type { ResourceValues, ResourcesByLayer } from "../../resources/values.ts";
import type { CostTopology } from "../topology.ts";

/** Names and regions as of trading-eu. */
export const topology: CostTopology = {
  regions: { primary: "eu-central-1", standby: "eu-central-2" },
  names: {
    primary: { processor: "ledger-primary" },
    standby: { processor: "ledger-standby" },
    controller: { latch: "latch", stateTable: "state" },
    global: { controlTable: "control" },
  },
};

/** A resource whose identifier is its name. */
export function resource(
  region: Region | undefined,
  type: string,
  name: string,
  properties: Readonly<Record<string, unknown>> = {},
): ResourceValues {
  return { urn: `urn:pulumi:live::tandem::${type}::${name}`, type, name, id: name, region, properties, madeFrom: {} };
}

/** A region of trading-eu: instances, a database, NAT gateways and what watches them. */
function regionOf(
  region: Region,
  { running, instances }: { readonly running: number; readonly instances: number },
): readonly ResourceValues[] {
  return [
    resource(region, "aws:ec2/vpc:Vpc", "vpc"),
    ...["a", "b", "c"].flatMap((zone) => [
      resource(region, "aws:ec2/natGateway:NatGateway", `nat-${zone}`, { subnetId: `public-${zone}` }),
      resource(region, "aws:ec2/eip:Eip", `nat-${zone}-address`),
    ]),
    resource(region, "aws:lb/loadBalancer:LoadBalancer", "alb", {
      name: "alb",
      subnets: ["public-a", "public-b", "public-c"],
    }),
    resource(region, "aws:ec2/launchTemplate:LaunchTemplate", "template", {
      instanceType: "t3.small",
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 10, volumeType: "gp3" } }],
    }),
    resource(region, "aws:autoscaling/group:Group", "group", {
      desiredCapacity: running,
      maxSize: 9,
      launchTemplate: { id: "template" },
      warmPool: { minSize: 2, maxGroupPreparedCapacity: 3, poolState: "Stopped" },
    }),
    resource(region, "aws:rds/cluster:Cluster", "cluster"),
    ...Array.from({ length: instances }, (_, index) =>
      resource(region, "aws:rds/clusterInstance:ClusterInstance", `instance-${index + 1}`, {
        instanceClass: "db.r6g.large",
      }),
    ),
    resource(region, "aws:cloudwatch/metricAlarm:MetricAlarm", "errors", { period: 60 }),
  ];
}

/** Idle, the two regions of an environment like trading-eu. */
export const tradingEu: ResourcesByLayer = new Map([
  ["primary-region", regionOf("eu-central-1", { running: 3, instances: 2 })],
  ["standby-region", regionOf("eu-central-2", { running: 1, instances: 1 })],
]);
