import { controllerAlarms } from "@tandem/handlers";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders, route53MetricsProvider } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { metricAlarm } from "./alarm.ts";
import { wakingAlarms } from "./controller-alarm-specs.ts";
import { databaseAlarmSpecs } from "./database-alarm-specs.ts";
import { HealthCheckAlarm } from "./health-check-alarm.ts";
import type { HealthCheckAlarmArgs } from "./health-check-alarm.ts";
import { regionAlarmSpecs } from "./region-alarm-specs.ts";
import { RegionAlarms } from "./region-alarms.ts";

const topicArn = "arn:aws:sns:us-east-1:123456789012:alerts";
const alertTopicArns = { primary: topicArn, standby: "arn:aws:sns:us-east-2:123456789012:alerts" };
const { resources } = await withMocks(() => {
  const { primary: provider } = regionalProviders(topology, ["primary"]);
  new RegionAlarms("alarms", { topology, role: "primary", provider, topicArn });
}, run);
const onEndpoint = { role: "primary", of: "endpoint" } as const satisfies Partial<HealthCheckAlarmArgs>;
const makeEndpointAlarm = (
  given = topology,
  route53AlertTopicArn?: string,
  asked: Pick<HealthCheckAlarmArgs, "role" | "of"> = onEndpoint,
) =>
  withMocks(() => {
    const provider = route53MetricsProvider(given);
    const topics = { alertTopicArns, route53AlertTopicArn };
    new HealthCheckAlarm("endpoint", { topology: given, ...asked, provider, healthCheckId: "check-1", ...topics });
  }, run);
const endpoint = await makeEndpointAlarm();

const prefix = "payment-alarm-us-east-1-dev1";
const keys = [
  "function-errors",
  "function-throttles",
  "function-duration",
  "api-server-errors",
  "api-latency",
  "ledger-putitem-errors",
  "ledger-query-errors",
  "control-getitem-errors",
  "ledger-read-throttles",
  "ledger-write-throttles",
  "ledger-replication-latency",
  "documents-replication-latency",
  "documents-replication-failures",
  "heartbeat-dead",
];

describe("RegionAlarms", () => {
  it("makes an alarm for each fault and one above them", () => {
    expect(shape(resources)).toEqual(
      [
        "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-region < alarms @ aws-primary",
        ...keys.map((key) => `aws:cloudwatch/metricAlarm:MetricAlarm alarms-${key} < alarms @ aws-primary`),
        "tandem:observability:RegionAlarms alarms < stack @ none",
      ].toSorted(),
    );
    expect(only(resources, "tandem:observability:RegionAlarms").outputs).toEqual({
      alarmArns: [...keys, "region"].map((key) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${prefix}-${key}`),
    });
  });

  it("tells the region's topic of an error at once, and when it is over", () => {
    expect(only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-function-errors").inputs).toEqual({
      name: `${prefix}-function-errors`,
      alarmDescription:
        "the transaction function fails; no data is notBreaching: a function that nobody calls reports nothing",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: "payment-processor-us-east-1-dev1" },
      statistic: "Sum",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
      tags: tags(`${prefix}-function-errors`),
    });
  });

  it("takes a period of its own", async () => {
    const spec = databaseAlarmSpecs({
      role: "standby",
      clusterId: "ledger",
      instanceClass: "db.r6g.large",
      lagReader: "lag-reader",
      controller: "controller",
    }).find(({ key }) => key === "database-replication-lag");
    const made = await withMocks(() => {
      const { primary: provider } = regionalProviders(topology, ["primary"]);
      if (spec !== undefined) metricAlarm("a", spec, { prefix, topicArns: [topicArn], tags: {} }, { provider });
    }, run);
    expect(only(made.resources, "aws:cloudwatch/metricAlarm:MetricAlarm").inputs).toMatchObject({
      period: 10,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
    });
  });

  it("takes a percentile as CloudWatch wants it", () => {
    const { inputs } = only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms-function-duration");
    expect(inputs).toMatchObject({
      extendedStatistic: "p99",
      threshold: 5000,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    expect(inputs["statistic"]).toBe(undefined);
  });

  it("sets the one above off with any of the others, and tells nobody twice", () => {
    const composite = only(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm");
    expect(composite.inputs).toEqual({
      alarmName: `${prefix}-region`,
      alarmDescription: "something is wrong in us-east-1, the primary region",
      alarmRule: keys.map((key) => `ALARM("${prefix}-${key}")`).join(" OR "),
      tags: tags(`${prefix}-region`),
    });
    expect(composite.dependsOn).toEqual(keys.map((key) => `alarms-${key}`).toSorted());
  });
});

describe("regionAlarmSpecs", () => {
  const specs = (role: "primary" | "standby") =>
    new Map(regionAlarmSpecs(topology, role).map((spec) => [spec.key, spec]));

  it("watches documents that arrive here for lag, and those that leave here for failures", () => {
    const direction = (from: string, to: string) => ({
      SourceBucket: `payment-docs-${from}-dev1`,
      DestinationBucket: `payment-docs-${to}-dev1`,
      RuleId: "documents",
    });
    const standby = specs("standby");
    expect(standby.get("documents-replication-latency")).toMatchObject({
      metricName: "ReplicationLatency",
      dimensions: direction("us-east-1", "us-east-2"),
      threshold: 15 * 60,
    });
    expect(standby.get("documents-replication-failures")).toMatchObject({
      metricName: "OperationsFailedReplication",
      dimensions: direction("us-east-2", "us-east-1"),
    });
  });

  it("watches payments that leave here for lag, against the RPO", () => {
    expect(specs("standby").get("ledger-replication-latency")).toMatchObject({
      dimensions: { TableName: "payment-ledger-global-dev1", ReceivingRegion: "us-east-1" },
      threshold: 30_000,
    });
  });

  it("takes a heartbeat that nobody reports for a dead one", () => {
    expect(specs("standby").get("heartbeat-dead")).toEqual({
      key: "heartbeat-dead",
      meaning: "nothing says that this region is alive: it cannot be told from one that is gone",
      namespace: "Tandem",
      metricName: "Heartbeats",
      dimensions: { service: "payment-heartbeat-us-east-2-dev1" },
      statistic: "Sum",
      comparison: "LessThanThreshold",
      threshold: 1,
      minutes: { breaching: 3, of: 5 },
      noData: { is: "breaching", because: "a writer that is dead reports nothing" },
    });
  });

  it("watches the failover controller and its latch in the standby only", () => {
    const own = [...specs("standby").keys()].filter((key) => !specs("primary").has(key));
    expect(own).toEqual([
      "controller-dead",
      "regional-outage",
      "unprotected",
      "failover-held",
      "latch-lost",
      "standby-not-ready",
      "operation-overdue",
      "latch-errors",
      "latch-throttles",
    ]);
    expect(specs("standby").get("latch-throttles")).toMatchObject({
      namespace: "AWS/Lambda",
      metricName: "Throttles",
      dimensions: { FunctionName: "payment-latch-us-east-2-dev1" },
      noData: { is: "notBreaching" },
    });
  });

  it("takes a controller that reports no ticks for a dead one", () => {
    expect(specs("standby").get("controller-dead")).toEqual({
      key: "controller-dead",
      meaning: "nobody would leave the primary if it were lost",
      namespace: "Tandem",
      metricName: "ControllerTicks",
      dimensions: { service: "payment-failover-us-east-2-dev1" },
      statistic: "Sum",
      comparison: "LessThanThreshold",
      threshold: 1,
      minutes: { breaching: 3, of: 5 },
      noData: { is: "breaching", because: "a controller that is dead reports nothing" },
    });
  });

  it("wakes people at once for what the controller cannot settle, by names that it raises", () => {
    const raised = Object.keys(wakingAlarms);
    expect(controllerAlarms).toEqual(expect.arrayContaining(raised));
    for (const name of raised) {
      expect(specs("standby").get(name)).toMatchObject({
        metricName: `Alarm.${name}`,
        statistic: "Maximum",
        threshold: 1,
        minutes: { breaching: 1, of: 1 },
        noData: { is: "notBreaching" },
      });
    }
  });

  it("never takes an unknown lag for none", () => {
    const lags = regionAlarmSpecs(topology, "primary").filter(({ metricName }) => metricName === "ReplicationLatency");
    expect(lags.map(({ key, noData }) => [key, noData.is])).toEqual([
      ["ledger-replication-latency", "missing"],
      ["documents-replication-latency", "missing"],
    ]);
  });
});

describe("HealthCheckAlarm", () => {
  const inputsOf = (made: typeof endpoint) => only(made.resources, "aws:cloudwatch/metricAlarm:MetricAlarm").inputs;

  it("fires when Route 53 sees the endpoint as down, or says nothing", () => {
    expect(shape(endpoint.resources)).toEqual([
      "aws:cloudwatch/metricAlarm:MetricAlarm endpoint-endpoint-down < endpoint @ aws-route53-metrics",
      "tandem:observability:HealthCheckAlarm endpoint < stack @ none",
    ]);
    expect(inputsOf(endpoint)).toMatchObject({
      name: `${prefix}-endpoint-down`,
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: "check-1" },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
    expect(only(endpoint.resources, "tandem:observability:HealthCheckAlarm").outputs).toEqual({
      alarmArn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${prefix}-endpoint-down`,
    });
  });

  it.for([
    ["endpoint", "standby", "standby-endpoint-down"],
    ["function", "primary", "function-url-down"],
    ["function", "standby", "standby-function-url-down"],
  ] as const)("names what it watches, the %s of the %s", async ([of, role, key]) => {
    const made = inputsOf(await makeEndpointAlarm(topology, undefined, { of, role }));
    const region = topology.regions[role];
    expect(made).toMatchObject({
      name: `payment-alarm-${region}-dev1-${key}`,
      dimensions: { HealthCheckId: "check-1" },
      alarmActions: [topicArn],
    });
    expect(made["alarmDescription"]).toContain(`Route 53 sees the ${role}`);
  });

  const spare = "arn:aws:sns:us-east-1:123456789012:spare";

  it.for([
    ["us-east-1", "us-east-2", undefined, [alertTopicArns.primary]],
    ["us-east-2", "us-east-1", undefined, [alertTopicArns.standby]],
    ["us-east-1", "us-east-2", spare, [alertTopicArns.primary]],
    ["eu-west-1", "eu-west-2", spare, [spare]],
    ["eu-west-1", "eu-west-2", undefined, []],
  ] as const)("with %s, %s and %s tells the topic of us-east-1 only", async ([primary, standby, extra, told]) => {
    const made = await makeEndpointAlarm({ ...topology, regions: { primary, standby } }, extra);
    expect([inputsOf(made)["alarmActions"], inputsOf(made)["okActions"]]).toEqual([told, told]);
  });
});
