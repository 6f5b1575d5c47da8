import type { Region } from "@tandem/config";
import { describe, expect, it } from "vitest";
import type { ResourceValues } from "../resources/values.ts";
import { estimateCost } from "./estimate-cost.ts";
import { resource, topology, tradingEu } from "./testing/environment.ts";
import type { CostTopology } from "./topology.ts";
import { idle } from "./usage.ts";
import type { Usage } from "./usage.ts";

const virginia: CostTopology = {
  regions: { primary: "us-east-1", standby: "us-east-2" },
  names: {
    primary: { processor: "ledger", healthFunction: "health" },
    standby: { processor: "ledger-standby" },
    controller: { latch: "latch", stateTable: "state" },
    global: { controlTable: "control", workloadTable: "workload", sessionsTable: "sessions" },
  },
};

/** What is billed for resources in one region of the United States, as `item: quantity × price`. */
function billed(resources: readonly ResourceValues[], usage: Usage = idle, layer = "primary-region") {
  const resourcesByLayer = new Map([[layer, resources]]);
  const cost = estimateCost({ topology: virginia, resources: resourcesByLayer, usage, basis: "deployed" });
  return cost.lines
    .map(({ resource: name, item, quantity, unitPrice, region }) => {
      const amount = Number(quantity.toPrecision(6));
      return `${region} ${name} ${item}: ${amount} × ${Number(unitPrice.toPrecision(6))}`;
    })
    .toSorted();
}

const of = (type: string, name: string, properties = {}, region: Region = "us-east-1") =>
  resource(region, type, name, { name, ...properties });

describe("estimateCost", () => {
  it("shows that the standby of trading-eu is minimal: its warm pool costs its volumes alone", () => {
    const cost = estimateCost({ topology, resources: tradingEu, usage: idle, basis: "planned" });
    const inGroup = (side: string) =>
      cost.lines
        .filter((line) => line.resource === "group" && line.side === side)
        .map(({ item, quantity, monthly }) => [item, quantity, Number(monthly.toFixed(2))]);
    expect(inGroup("primary")).toEqual([
      ["3 running, t3.small", 2190, 52.56],
      ["volumes of 3 running", 30, 2.86],
      ["volumes of 2 stopped in the warm pool", 20, 1.9],
    ]);
    expect(inGroup("standby")).toEqual([
      ["1 running, t3.small", 730, 19.27],
      ["volumes of 2 stopped in the warm pool", 20, 2.09],
      ["volumes of 1 running", 10, 1.05],
    ]);
    const databases = (side: string) =>
      cost.lines.filter((line) => line.side === side && line.item === "hours of db.r6g.large").length;
    expect([databases("primary"), databases("standby")]).toEqual([2, 1]);
    expect(cost.sides).toEqual({ primary: 670.35, standby: 446.42, global: 0 });
    expect(cost.standing.map(({ kind, primary, standby }) => [kind, primary.count, standby.count])).toEqual([
      ["instances", 3, 1],
      ["instances stopped in the warm pool", 2, 2],
      ["database instances", 2, 1],
      ["NAT gateways", 3, 3],
      ["public addresses", 3, 3],
      ["load balancers", 1, 1],
    ]);
    expect(cost.standing[0]).toEqual({
      kind: "instances",
      primary: { count: 3, monthly: 55.42 },
      standby: { count: 1, monthly: 20.32 },
    });
    expect(cost.layers).toEqual([
      { layer: "primary-region", primary: 670.35, standby: 0, global: 0 },
      { layer: "standby-region", primary: 0, standby: 446.42, global: 0 },
    ]);
    expect(cost.monthly).toBe(1116.78);
    expect(cost.unpriced).toEqual([]);
    expect(cost.basis).toBe("planned");
  });

  it("says which figures are assumed, and where the others come from", () => {
    const cost = estimateCost({ topology, resources: tradingEu, usage: idle, basis: "planned" });
    const found = (side: string, item: RegExp) => cost.lines.find((line) => line.side === side && item.test(line.item));
    expect(found("primary", /running, t3/)).toMatchObject({
      assumed: false,
      source:
        "Amazon EC2 On-Demand pricing; SkyPilot's catalog of AWS instances (v8, t3.xlarge; sizes cost in proportion), read 2026-11-27",
    });
    expect(found("standby", /running, t3/)).toMatchObject({
      assumed: true,
      source: "Amazon EC2 On-Demand pricing; not confirmed for eu-central-2",
    });
    expect(cost.assumedShare).toBe(0.73);
  });

  it("bills what runs by itself: a function that its schedule keeps running, and its log", () => {
    const heartbeat = of("aws:lambda/function:Function", "heartbeat", { memorySize: 256, timeout: 180 });
    const schedule = of("aws:scheduler/schedule:Schedule", "each-minute", { target: { arn: "heartbeat" } });
    expect(billed([heartbeat, schedule])).toEqual([
      "us-east-1 each-minute starts: 0.0438 × 1",
      "us-east-1 heartbeat custom metric: 1 × 0.3",
      "us-east-1 heartbeat duration by schedule: 766500 × 0.0000166667",
      "us-east-1 heartbeat invocations: 0.0438 × 0.2",
      "us-east-1 heartbeat log: 0.2847 × 0.5",
    ]);
    const short = of("aws:lambda/function:Function", "heartbeat", {
      memorySize: 1024,
      timeout: 10,
      architectures: ["arm64"],
    });
    expect(billed([short, schedule])).toContain("us-east-1 heartbeat duration by schedule: 438000 × 0.0000133334");
  });

  it("bills the requests of checkers and of clients at the API and the function that serve them", () => {
    const serving = [
      of("aws:apigateway/restApi:RestApi", "api"),
      of("aws:lambda/function:Function", "ledger", { memorySize: 512 }),
    ];
    const check = of("aws:route53/healthCheck:HealthCheck", "endpoint", {
      type: "HTTPS",
      fqdn: "a.execute-api.us-east-1.amazonaws.com",
      requestInterval: 30,
    });
    expect(billed(serving)).toEqual([]);
    expect(billed(serving, { requestsPerMonth: 1e6, gigabytes: 0 })).toEqual([
      "us-east-1 api requests: 1 × 3.5",
      "us-east-1 ledger duration of requests: 50000 × 0.0000166667",
      "us-east-1 ledger invocations: 1 × 0.2",
      "us-east-1 ledger log: 0.5 × 0.5",
    ]);
    // 16 checkers, each every 30 s.
    expect(billed([...serving, check], idle, "global/traffic")).toEqual(
      expect.arrayContaining(["us-east-1 api requests: 1.4016 × 3.5", "us-east-1 ledger invocations: 1.4016 × 0.2"]),
    );
  });

  it("bills a check's requests at a function URL to that function, and the standby's own to the latch", () => {
    const functions = ["health", "latch", "ledger"].map((name) => of("aws:lambda/function:Function", name));
    const check = (fqdn: string) =>
      of("aws:route53/healthCheck:HealthCheck", "check", { type: "HTTPS_STR_MATCH", requestInterval: 10, fqdn });
    const asked = (layer: string, fqdn: string) =>
      billed([...functions, check(fqdn)], idle, layer).filter((line) => line.includes("invocations"));
    expect(asked("global/traffic", "x.lambda-url.us-east-1.on.aws")).toEqual([
      "us-east-1 health invocations: 4.2048 × 0.2",
    ]);
    expect(asked("standby-region", "x.lambda-url.us-east-2.on.aws")).toEqual([
      "us-east-1 latch invocations: 4.2048 × 0.2",
    ]);
    const byApi = [of("aws:apigateway/restApi:RestApi", "latch"), ...functions, check("x.execute-api.test")];
    expect(billed(byApi, idle, "standby-region")).toContain("us-east-1 latch requests: 4.2048 × 3.5");
  });

  it("bills each health check with its options, and a calculated one without", () => {
    const check = (name: string, properties: object) => of("aws:route53/healthCheck:HealthCheck", name, properties);
    const checks = [
      check("full", { type: "HTTPS_STR_MATCH", requestInterval: 10, measureLatency: true }),
      check("plain", { type: "HTTP", requestInterval: 30 }),
      check("calculated", { type: "CALCULATED" }),
    ];
    expect(billed(checks)).toEqual([
      "us-east-1 calculated health check: 1 × 0.5",
      "us-east-1 full health check: 1 × 0.5",
      "us-east-1 full options: 4 × 1",
      "us-east-1 plain health check: 1 × 0.5",
    ]);
  });

  it("bills a global table in each of its regions, by what both write", () => {
    const tables = [
      of("aws:dynamodb/table:Table", "control", { replicas: [{ regionName: "us-east-2" }] }),
      of("aws:dynamodb/table:Table", "workload", {
        pointInTimeRecovery: { enabled: true },
        replicas: [{ regionName: "us-east-2", pointInTimeRecovery: true }],
      }),
      of("aws:dynamodb/table:Table", "state", {}, "us-east-2"),
    ];
    expect(billed(tables)).toEqual([
      "us-east-1 control writes: 0.5256 × 0.625",
      "us-east-2 control reads: 1.314 × 0.125",
      "us-east-2 control writes: 0.5256 × 0.625",
      "us-east-2 state writes: 0.2628 × 0.625",
    ]);
    expect(billed(tables, { requestsPerMonth: 2e6, gigabytes: 10 })).toEqual(
      expect.arrayContaining([
        "us-east-1 workload point-in-time recovery: 10 × 0.2",
        "us-east-1 workload reads: 2 × 0.125",
        "us-east-1 workload storage: 10 × 0.25",
        "us-east-1 workload writes: 2 × 0.625",
        "us-east-2 workload point-in-time recovery: 10 × 0.2",
        "us-east-2 workload storage: 10 × 0.25",
        "us-east-2 workload writes: 2 × 0.625",
      ]),
    );
  });

  it("bills documents in both buckets, and their way from the primary alone", () => {
    const rules = [{ destination: { replicationTime: { status: "Enabled", time: { minutes: 15 } } } }];
    const replication = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
    const buckets = [
      of("aws:s3/bucket:Bucket", "near"),
      of("aws:s3/bucket:Bucket", "far", {}, "us-east-2"),
      of(replication, "out", { rules }),
      of(replication, "back", { rules }, "us-east-2"),
    ];
    expect(billed(buckets, { requestsPerMonth: 0, gigabytes: 100 })).toEqual([
      "us-east-1 near storage: 100 × 0.023",
      "us-east-1 out copies to the other region: 100 × 0.02",
      "us-east-1 out replication time control: 100 × 0.015",
      "us-east-2 far storage: 100 × 0.023",
    ]);
  });

  it("bills writes to a global database where they are made, and once more for their way", () => {
    const clusters = [
      of("aws:rds/cluster:Cluster", "writer"),
      of("aws:rds/cluster:Cluster", "reader", {}, "us-east-2"),
    ];
    expect(billed(clusters, { requestsPerMonth: 1e6, gigabytes: 5 })).toEqual([
      "us-east-1 writer I/Os: 3.0512 × 0.2",
      "us-east-1 writer replicated writes: 3.0512 × 0.2",
      "us-east-1 writer storage: 5 × 0.1",
      "us-east-2 reader storage: 5 × 0.1",
    ]);
  });

  it("bills what stands: keys, secrets with replicas, endpoints, balancers, addresses, alarms, dashboards, zones", () => {
    const standing = [
      of("aws:kms/key:Key", "key"),
      of("aws:kms/replicaKey:ReplicaKey", "key-2", {}, "us-east-2"),
      of("aws:secretsmanager/secret:Secret", "password", { replicas: [{ region: "us-east-2" }] }),
      of("aws:ec2/vpcEndpoint:VpcEndpoint", "secrets", { vpcEndpointType: "Interface", subnetIds: ["a", "b"] }),
      of("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", { vpcEndpointType: "Gateway" }),
      of("aws:lb/loadBalancer:LoadBalancer", "alb", { subnets: ["a", "b"] }),
      of("aws:lb/loadBalancer:LoadBalancer", "inside", { subnets: ["a", "b"], internal: true }),
      of("aws:cloudwatch/metricAlarm:MetricAlarm", "slow", { period: 60 }),
      of("aws:cloudwatch/metricAlarm:MetricAlarm", "fast", { period: 10 }),
      of("aws:cloudwatch/metricAlarm:MetricAlarm", "two", {
        metricQueries: [{ metric: { period: 60 } }, { metric: { period: 60 } }, { expression: "a+b" }],
      }),
      of("aws:cloudwatch/compositeAlarm:CompositeAlarm", "both"),
      of("aws:cloudwatch/dashboard:Dashboard", "readiness"),
      of("aws:route53/zone:Zone", "zone"),
    ];
    expect(billed(standing)).toEqual([
      "us-east-1 alb hours: 730 × 0.0225",
      "us-east-1 alb public addresses in 2 zones: 1460 × 0.005",
      "us-east-1 both alarm: 1 × 0.5",
      "us-east-1 fast alarm: 1 × 0.3",
      "us-east-1 inside hours: 730 × 0.0225",
      "us-east-1 key key: 1 × 1",
      "us-east-1 password secret: 1 × 0.4",
      "us-east-1 readiness dashboard: 1 × 3",
      "us-east-1 secrets hours in 2 zones: 1460 × 0.01",
      "us-east-1 slow alarm: 1 × 0.1",
      "us-east-1 two alarm: 2 × 0.1",
      "us-east-1 zone hosted zone: 1 × 0.5",
      "us-east-2 key-2 key: 1 × 1",
      "us-east-2 password replica: 1 × 0.4",
    ]);
  });

  it("counts what serves both regions to neither", () => {
    const cost = estimateCost({
      topology: virginia,
      resources: new Map([["global/traffic", [of("aws:route53/zone:Zone", "zone")]]]),
      usage: idle,
      basis: "deployed",
    });
    expect(cost.sides).toEqual({ primary: 0, standby: 0, global: 0.5 });
    expect(cost.assumedShare).toBe(0);
  });

  it("names what it cannot price, and leaves out what is free", () => {
    const cost = estimateCost({
      topology: virginia,
      resources: new Map([
        [
          "primary-region",
          [
            of("aws:iam/role:Role", "role"),
            of("tandem:compute:Service", "service"),
            of("aws:cloudtrail/trail:Trail", "trail"),
            of("aws:rds/clusterInstance:ClusterInstance", "big", { instanceClass: "db.x2g.large" }),
            of("aws:autoscaling/group:Group", "group", { desiredCapacity: 1 }),
            of("aws:kms/key:Key", "far", {}, "sa-east-1"),
          ],
        ],
      ]),
      usage: idle,
      basis: "deployed",
    });
    expect(cost.lines).toEqual([]);
    expect(cost.unpriced.map(({ resource: name, why }) => [name, why])).toEqual([
      ["trail", "the estimate does not know the type"],
      ["big", "its size is not in the price table"],
      ["group", "its size is not in the price table"],
      ["far", "the price table does not have sa-east-1"],
    ]);
  });
});
