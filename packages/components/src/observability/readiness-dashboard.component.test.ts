import { controllerAlarms } from "@tandem/handlers";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, topology } from "../testing/topology.ts";
import { ReadinessDashboard } from "./readiness-dashboard.ts";
import { readinessWidgets } from "./readiness-widgets.ts";

const checks = { endpoint: "check-1", latch: "check-2", failover: "check-3" };
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new ReadinessDashboard("readiness", { topology, provider, checks });
}, run);

describe("ReadinessDashboard", () => {
  it("makes one dashboard, in the standby region", () => {
    expect(shape(resources)).toEqual([
      "aws:cloudwatch/dashboard:Dashboard readiness < readiness @ aws-standby",
      "tandem:observability:ReadinessDashboard readiness < stack @ none",
    ]);
    const { dashboardBody, ...inputs } = only(resources, "aws:cloudwatch/dashboard:Dashboard").inputs;
    expect(inputs).toEqual({ dashboardName: "payment-readiness-global-dev1" });
    expect(JSON.parse(String(dashboardBody))).toEqual({ widgets: readinessWidgets(topology, checks) });
    expect(only(resources, "tandem:observability:ReadinessDashboard").outputs).toEqual({
      dashboardName: "payment-readiness-global-dev1",
      dashboardUrl:
        "https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#dashboards/dashboard/payment-readiness-global-dev1",
    });
  });
});

describe("readinessWidgets", () => {
  const widgets = readinessWidgets(topology, checks);

  const direction = (from: string, to: string) => [
    "SourceBucket",
    `payment-docs-${from}-dev1`,
    "DestinationBucket",
    `payment-docs-${to}-dev1`,
    "RuleId",
    "documents",
  ];

  it("reads every metric in the region where it lives", () => {
    expect(widgets.map(({ properties }) => [properties.region, ...properties.metrics])).toEqual([
      ["us-east-1", ["AWS/Route53", "HealthCheckStatus", "HealthCheckId", "check-1"]],
      ["us-east-1", ["AWS/Route53", "HealthCheckStatus", "HealthCheckId", "check-2"]],
      ["us-east-1", ["AWS/Route53", "HealthCheckStatus", "HealthCheckId", "check-3"]],
      [
        "us-east-1",
        ["AWS/Lambda", "Errors", "FunctionName", "payment-processor-us-east-1-dev1"],
        ["AWS/Lambda", "Throttles", "FunctionName", "payment-processor-us-east-1-dev1"],
      ],
      [
        "us-east-2",
        ["AWS/Lambda", "Errors", "FunctionName", "payment-processor-us-east-2-dev1"],
        ["AWS/Lambda", "Throttles", "FunctionName", "payment-processor-us-east-2-dev1"],
      ],
      [
        "us-east-1",
        ["AWS/ApiGateway", "5XXError", "ApiName", "payment-api-us-east-1-dev1", "Stage", "prod"],
        ["AWS/ApiGateway", "Count", "ApiName", "payment-api-us-east-1-dev1", "Stage", "prod"],
      ],
      [
        "us-east-2",
        ["AWS/ApiGateway", "5XXError", "ApiName", "payment-api-us-east-2-dev1", "Stage", "prod"],
        ["AWS/ApiGateway", "Count", "ApiName", "payment-api-us-east-2-dev1", "Stage", "prod"],
      ],
      [
        "us-east-1",
        [
          "AWS/DynamoDB",
          "ReplicationLatency",
          "TableName",
          "payment-ledger-global-dev1",
          "ReceivingRegion",
          "us-east-2",
        ],
      ],
      [
        "us-east-2",
        [
          "AWS/DynamoDB",
          "ReplicationLatency",
          "TableName",
          "payment-ledger-global-dev1",
          "ReceivingRegion",
          "us-east-1",
        ],
      ],
      ["us-east-1", ["AWS/S3", "ReplicationLatency", ...direction("us-east-2", "us-east-1")]],
      ["us-east-2", ["AWS/S3", "ReplicationLatency", ...direction("us-east-1", "us-east-2")]],
      ["us-east-1", ["AWS/S3", "OperationsFailedReplication", ...direction("us-east-1", "us-east-2")]],
      ["us-east-2", ["AWS/S3", "OperationsFailedReplication", ...direction("us-east-2", "us-east-1")]],
      ["us-east-1", ["Tandem", "Heartbeats", "service", "payment-heartbeat-us-east-1-dev1"]],
      ["us-east-2", ["Tandem", "Heartbeats", "service", "payment-heartbeat-us-east-2-dev1"]],
      ["us-east-2", ["Tandem", "ControllerTicks", "service", "payment-failover-us-east-2-dev1"]],
      [
        "us-east-2",
        ...controllerAlarms.map((name) => ["Tandem", `Alarm.${name}`, "service", "payment-failover-us-east-2-dev1"]),
      ],
    ]);
  });

  it("reads Route 53's metric in us-east-1 wherever the environment is", () => {
    const elsewhere = { ...topology, regions: { primary: "eu-central-1", standby: "eu-west-1" } } as const;
    expect(
      readinessWidgets(elsewhere, checks)
        .slice(0, 3)
        .map(({ properties }) => properties.region),
    ).toEqual(["us-east-1", "us-east-1", "us-east-1"]);
  });

  it("lays no widget over another", () => {
    const cells = widgets.flatMap(({ x, y, width }) =>
      Array.from({ length: width }, (_, column) => `${x + column},${y}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  });
});
