import type * as pulumi from "@pulumi/pulumi";
import { roles, route53MetricsRegion } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import { replicationRule } from "../data/replication-rule.ts";

/** One widget of a CloudWatch dashboard, as the `DashboardBody` JSON has it. */
export interface Widget {
  readonly type: "metric";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    /** Where the metric lives; a dashboard shows metrics of any region. */
    readonly region: string;
    readonly stat: string;
    readonly period: number;
    readonly view: "timeSeries" | "singleValue";
    readonly metrics: readonly (readonly pulumi.Input<string>[])[];
  };
}

const WIDTH = 12;
const HEIGHT = 6;

/** The readiness dashboard's widgets, primary on the left and standby on the right. */
export function readinessWidgets(topology: Topology, healthCheckId: pulumi.Input<string>): Widget[] {
  const { names, regions, compute } = topology;
  const perRole = (
    row: number,
    title: string,
    stat: string,
    metrics: (role: Role) => Widget["properties"]["metrics"],
  ): Widget[] =>
    roles.map((role, column) => ({
      type: "metric",
      x: column * WIDTH,
      y: row * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title: `${title}, ${role} (${regions[role]})`,
        region: regions[role],
        stat,
        period: 60,
        view: "timeSeries",
        metrics: metrics(role),
      },
    }));
  return [
    {
      type: "metric",
      x: 0,
      y: 0,
      width: 2 * WIDTH,
      height: HEIGHT,
      properties: {
        title: "primary endpoint healthy, as Route 53 sees it",
        region: route53MetricsRegion,
        stat: "Minimum",
        period: 60,
        view: "timeSeries",
        metrics: [["AWS/Route53", "HealthCheckStatus", "HealthCheckId", healthCheckId]],
      },
    },
    ...perRole(1, "function errors", "Sum", (role) => [
      ["AWS/Lambda", "Errors", "FunctionName", names[role].processor],
      ["AWS/Lambda", "Throttles", "FunctionName", names[role].processor],
    ]),
    ...perRole(2, "API server errors", "Sum", (role) => [
      ["AWS/ApiGateway", "5XXError", "ApiName", names[role].api, "Stage", compute.stageName],
      ["AWS/ApiGateway", "Count", "ApiName", names[role].api, "Stage", compute.stageName],
    ]),
    // The metric is in the region that the writes come from.
    ...perRole(3, "replication latency of the ledger from here", "Maximum", (role) => [
      [
        "AWS/DynamoDB",
        "ReplicationLatency",
        "TableName",
        names.global.workloadTable,
        "ReceivingRegion",
        regions[other(role)],
      ],
    ]),
    // S3 reports latency where documents arrive.
    ...perRole(4, "replication latency of documents to here", "Maximum", (role) => [
      ["AWS/S3", "ReplicationLatency", ...replication(names, other(role))],
    ]),
    // It reports failures where they come from.
    ...perRole(5, "documents that S3 could not copy from here", "Sum", (role) => [
      ["AWS/S3", "OperationsFailedReplication", ...replication(names, role)],
    ]),
    ...perRole(6, "heartbeats written", "Sum", (role) => [
      [
        heartbeatMetrics.namespace,
        heartbeatMetrics.heartbeats,
        ...Object.entries(heartbeatMetrics.dimensions(names[role].heartbeat)).flat(),
      ],
    ]),
  ];
}

/** Dimensions of the metrics of one direction. */
function replication(names: Topology["names"], source: Role): readonly string[] {
  const [from, to] = [names[source].documentsBucket, names[other(source)].documentsBucket];
  return ["SourceBucket", from, "DestinationBucket", to, "RuleId", replicationRule];
}

const other = (role: Role): Role => (role === "primary" ? "standby" : "primary");
