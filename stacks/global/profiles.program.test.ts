import { parseOutputs, trafficContract } from "@tandem/contracts";
import { withMocks } from "@tandem/testing";
import { describe, expect, test } from "vitest";
import { program } from "./program.ts";
import { planesOf } from "./testing/planes.ts";

/** Of a dashboard's body. */
interface Widget {
  readonly properties: { readonly title: string; readonly region: string; readonly metrics: readonly unknown[] };
}

describe("the traffic plane of trading-serverless-us", async () => {
  const { topology: given, references: above, planes: run } = planesOf("trading-serverless-us");
  const { resources, outputs } = await withMocks(program, run.traffic);
  const inputsOf = (name: string) => resources.find((resource) => resource.name === name && resource.custom)?.inputs;
  const hosts = {
    primary: "aaaaaaaaaa.us-east-1.elb.amazonaws.com",
    standby: "bbbbbbbbbb.us-west-2.elb.amazonaws.com",
  };

  test("checks the primary's load balancer every 30 s, by HTTP as long as it has no certificate", () => {
    expect(inputsOf("endpoint")).toMatchObject({
      type: "HTTP_STR_MATCH",
      fqdn: hosts.primary,
      port: 80,
      resourcePath: "/health",
      requestInterval: 30,
      failureThreshold: 1,
    });
    expect(parseOutputs(trafficContract, "dev", outputs).healthCheckUrls).toEqual({
      primary: `http://${hosts.primary}/health`,
      standby: `http://${hosts.standby}/ready`,
    });
  });

  test("leads the failover name to the load balancers, and tells the controller where to ask", () => {
    expect(inputsOf("records-primary")).toMatchObject({ type: "CNAME", ttl: 10, records: [hosts.primary] });
    expect(inputsOf("records-standby")).toMatchObject({ type: "CNAME", ttl: 10, records: [hosts.standby] });
    expect(JSON.parse(String(inputsOf("targets")?.["item"]))).toMatchObject({
      primaryHealthUrl: { S: `http://${hosts.primary}/health` },
      standbyReadyUrl: { S: `http://${hosts.standby}/ready` },
    });
  });

  test("answers with aliases where the profile's records are such", async () => {
    const routing = { ...given.routing, record: "alias", ttlSeconds: 60 } as const;
    const shared = { ...above["organization/tandem-shared/dev"], topology: { ...given, routing } };
    const aliased = await withMocks(program, {
      ...run.traffic,
      references: { ...above, "organization/tandem-shared/dev": shared },
    });
    const { inputs } = aliased.resources.find(({ name }) => name === "records-standby") ?? {};
    expect(inputs).toMatchObject({
      type: "A",
      aliases: [{ name: hosts.standby, zoneId: "Z35SXDOTRQ7X7K", evaluateTargetHealth: false }],
    });
    expect(inputs).not.toHaveProperty("ttl");
  });

  test("shows both load balancers on the dashboard", () => {
    const body = JSON.parse(String(inputsOf("readiness")?.["dashboardBody"])) as { widgets: readonly Widget[] };
    const [shown, ...more] = body.widgets.filter(({ properties }) => properties.title.startsWith("load balancer"));
    expect(more.map(({ properties }) => properties.region)).toEqual(["us-west-2"]);
    expect(shown?.properties).toMatchObject({
      title: "load balancer and its targets, primary (us-east-1)",
      region: "us-east-1",
      metrics: [
        ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", "app/aaaaaaaaaa/1"],
        ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", "app/aaaaaaaaaa/1"],
        ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", "app/aaaaaaaaaa/1"],
        [
          "AWS/ApplicationELB",
          "HealthyHostCount",
          "TargetGroup",
          "targetgroup/aaaaaaaaaa/1",
          "LoadBalancer",
          "app/aaaaaaaaaa/1",
        ],
      ],
    });
  });
});

describe("the traffic plane of a profile with a database", async () => {
  const of = async (profile: string) => {
    const { planes: run } = planesOf(profile);
    const plane = await withMocks(program, run.traffic);
    const inputsOf = (name: string) => plane.resources.find((each) => each.name === name && each.custom)?.inputs;
    return { ...plane, inputsOf };
  };
  const weighted = await of("transactions-us");
  const instances = await of("trading-eu");

  test("moves clients of transactions-us by weight, on each region's balancer and function", () => {
    const { inputsOf, outputs } = weighted;
    const { failoverHealthCheckId, healthCheckUrls } = parseOutputs(trafficContract, "dev", outputs);
    expect(inputsOf("records-primary")).toMatchObject({
      weightedRoutingPolicies: [{ weight: 100 }],
      healthCheckId: failoverHealthCheckId,
    });
    expect(inputsOf("records-standby")).toMatchObject({ weightedRoutingPolicies: [{ weight: 0 }] });
    expect(inputsOf("failover")).toMatchObject({ childHealthThreshold: 3 });
    expect(inputsOf("standby-function")).toMatchObject({
      fqdn: "bbbbbbbbbb.lambda-url.us-west-2.on.aws",
      resourcePath: "/ready",
      requestInterval: 30,
      failureThreshold: 3,
    });
    expect(inputsOf("standby-endpoint")).toMatchObject({ fqdn: "bbbbbbbbbb.us-west-2.elb.amazonaws.com" });
    expect(healthCheckUrls).toEqual({
      primary: "http://aaaaaaaaaa.us-east-1.elb.amazonaws.com/health",
      standby: "http://bbbbbbbbbb.us-west-2.elb.amazonaws.com/ready",
      primaryFunction: "https://aaaaaaaaaa.lambda-url.us-east-1.on.aws/ready",
      standbyFunction: "https://bbbbbbbbbb.lambda-url.us-west-2.on.aws/ready",
    });
  });

  test("has an alarm in us-east-1 on each check that asks something in transactions-us", () => {
    const { resources, outputs, inputsOf } = weighted;
    const { alarmArns, healthCheckId } = parseOutputs(trafficContract, "dev", outputs);
    const childrenOf = (name: string) => inputsOf(name)?.["childHealthchecks"] as readonly string[];
    const [endpoint, , primaryFunction] = childrenOf("failover");
    const [standbyEndpoint, standbyFunction] = childrenOf("standby");
    expect(endpoint).toBe(healthCheckId);
    const watched = {
      "transaction-alarm-us-east-1-dev1-endpoint-down": endpoint,
      "transaction-alarm-us-east-1-dev1-function-url-down": primaryFunction,
      "transaction-alarm-us-west-2-dev1-standby-endpoint-down": standbyEndpoint,
      "transaction-alarm-us-west-2-dev1-standby-function-url-down": standbyFunction,
    };
    const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    const found = alarms.map(({ inputs }) => [
      inputs["name"],
      (inputs["dimensions"] as { readonly HealthCheckId: string }).HealthCheckId,
    ]);
    expect(Object.fromEntries(found)).toEqual(watched);
    for (const { provider, inputs } of alarms) {
      expect(provider).toBe("aws-route53-metrics");
      expect(inputs["alarmActions"]).toEqual(["arn:aws:sns:us-east-1:123456789012:transaction-alerts-us-east-1-dev1"]);
    }
    const ofChecks = Object.keys(watched).map((name) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`);
    expect(alarmArns).toEqual(expect.arrayContaining(ofChecks));
  });

  test("tells the controller of transactions-us which database it moves, and shows its lag", () => {
    const cluster = (region: string) => `arn:aws:rds:${region}:123456789012:cluster:transaction-cluster-${region}-dev1`;
    expect(JSON.parse(String(weighted.inputsOf("targets")?.["item"]))).toEqual({
      pk: { S: "targets" },
      sk: { S: "latest" },
      primaryHealthUrl: { S: "http://aaaaaaaaaa.us-east-1.elb.amazonaws.com/health" },
      standbyReadyUrl: { S: "http://bbbbbbbbbb.us-west-2.elb.amazonaws.com/ready" },
      database: {
        M: {
          globalClusterId: { S: "transaction-database-global-dev1" },
          primaryArn: { S: cluster("us-east-1") },
          standbyArn: { S: cluster("us-west-2") },
        },
      },
    });
    const body = String(weighted.inputsOf("readiness")?.["dashboardBody"]);
    expect(body).toContain('["Tandem","ReplicationLagSeconds","service","transaction-lag-us-west-2-dev1"]');
  });

  test("tells the controller of trading-eu which groups it lets grow", () => {
    expect(JSON.parse(String(instances.inputsOf("targets")?.["item"]))).toMatchObject({
      database: { M: { globalClusterId: { S: "global-cluster-dev1" } } },
      compute: { M: { autoScalingGroups: { M: { primary: { S: "asg-dev1" }, standby: { S: "asg-dev1" } } } } },
    });
  });

  test("fails trading-eu over with a pair of records, and shows no functions and no ledger table", () => {
    expect(instances.inputsOf("records-primary")).toMatchObject({ failoverRoutingPolicies: [{ type: "PRIMARY" }] });
    const body = String(instances.inputsOf("readiness")?.["dashboardBody"]);
    expect(body).not.toContain("function errors");
    expect(body).not.toContain("replication latency of the ledger");
  });
});
