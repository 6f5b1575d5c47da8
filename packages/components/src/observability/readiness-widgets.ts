import type * as pulumi from "@pulumi/pulumi";
import { roles, route53MetricsRegion } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import { replicationLagMetrics } from "@tandem/config/replication-lag";
import { controllerAlarms, controllerMetrics } from "@tandem/handlers";
import { computeOf, globalName, regionalName } from "../parts.ts";
import type { BalancerMetrics } from "./balancer-metrics.ts";
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

/** The health checks that the page shows. */
export interface ReadinessChecks {
  /** On the primary endpoint. */
  readonly endpoint: pulumi.Input<string>;
  /** Inverted, on the latch. */
  readonly latch: pulumi.Input<string>;
  /** On both. */
  readonly failover: pulumi.Input<string>;
}

const WIDTH = 12;
const HEIGHT = 6;

/** The readiness dashboard's widgets, primary on the left and standby on the right. */
export function readinessWidgets(
  topology: Topology,
  checks: ReadinessChecks,
  balancers?: Readonly<Record<Role, BalancerMetrics>>,
): Widget[] {
  const { names, regions } = topology;
  const ofFunction = (role: Role) => ["FunctionName", regionalName(topology, role, "processor")];
  const perRole = (title: string, stat: string, metrics: Row["metrics"]): Row => ({ title, stat, metrics });
  const rows: readonly Row[] = [
    ...(names.primary.processor === undefined
      ? []
      : [
          perRole("function errors", "Sum", (role) => [
            ["AWS/Lambda", "Errors", ...ofFunction(role)],
            ["AWS/Lambda", "Throttles", ...ofFunction(role)],
          ]),
        ]),
    balancers === undefined
      ? perRole("API server errors", "Sum", (role) => apiMetrics(topology, role))
      : perRole("load balancer and its targets", "Sum", (role) => balancerMetrics(balancers[role])),
    // The metric is in the region that the writes come from.
    ...(names.global.workloadTable === undefined
      ? []
      : [
          perRole("replication latency of the ledger from here", "Maximum", (role) => [
            [
              "AWS/DynamoDB",
              "ReplicationLatency",
              "TableName",
              globalName(topology, "workloadTable"),
              "ReceivingRegion",
              regions[other(role)],
            ],
          ]),
        ]),
    // Of a region whose cluster is the writer, its own row's age.
    ...(topology.database === undefined
      ? []
      : [
          perRole("database lag, as read here", "Maximum", (role) => [
            [
              replicationLagMetrics.namespace,
              replicationLagMetrics.lag,
              ...Object.entries(replicationLagMetrics.dimensions(regionalName(topology, role, "lagReader"))).flat(),
            ],
          ]),
          perRole("database connections", "Maximum", (role) => [
            ["AWS/RDS", "DatabaseConnections", "DBClusterIdentifier", regionalName(topology, role, "databaseCluster")],
          ]),
        ]),
    // S3 reports latency where documents arrive.
    perRole("replication latency of documents to here", "Maximum", (role) => [
      ["AWS/S3", "ReplicationLatency", ...replication(names, other(role))],
    ]),
    // It reports failures where they come from.
    perRole("documents that S3 could not copy from here", "Sum", (role) => [
      ["AWS/S3", "OperationsFailedReplication", ...replication(names, role)],
    ]),
    perRole("heartbeats written", "Sum", (role) => [
      [
        heartbeatMetrics.namespace,
        heartbeatMetrics.heartbeats,
        ...Object.entries(heartbeatMetrics.dimensions(names[role].heartbeat)).flat(),
      ],
    ]),
  ];
  return [
    ...checkWidgets([
      ["primary endpoint healthy, as Route 53 sees it", checks.endpoint],
      ["latch not set, as Route 53 sees it", checks.latch],
      ["primary gets clients", checks.failover],
    ]),
    ...rows.flatMap((row, index) => rowWidgets(topology, row, index + 1)),
    ...controllerWidgets(topology, rows.length + 1),
  ];
}

/** The same of both regions, side by side. */
interface Row {
  readonly title: string;
  readonly stat: string;
  readonly metrics: (role: Role) => Widget["properties"]["metrics"];
}

function rowWidgets({ regions }: Topology, { title, stat, metrics }: Row, row: number): Widget[] {
  return roles.map((role, column) => ({
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
}

function apiMetrics(topology: Topology, role: Role): Widget["properties"]["metrics"] {
  const { stageName } = computeOf(topology, "lambda-rest-api");
  const of = ["ApiName", regionalName(topology, role, "api"), "Stage", stageName];
  return [
    ["AWS/ApiGateway", "5XXError", ...of],
    ["AWS/ApiGateway", "Count", ...of],
  ];
}

function balancerMetrics({ loadBalancer, targetGroup }: BalancerMetrics): Widget["properties"]["metrics"] {
  const of = (metric: string) => ["AWS/ApplicationELB", metric, "LoadBalancer", loadBalancer];
  return [
    of("HTTPCode_ELB_5XX_Count"),
    of("HTTPCode_Target_5XX_Count"),
    of("RequestCount"),
    ["AWS/ApplicationELB", "HealthyHostCount", "TargetGroup", targetGroup, "LoadBalancer", loadBalancer],
  ];
}

/** Of health checks, side by side in the first row. */
function checkWidgets(checks: readonly (readonly [title: string, id: pulumi.Input<string>])[]): Widget[] {
  const width = (2 * WIDTH) / checks.length;
  return checks.map(([title, id], column) => ({
    type: "metric",
    x: column * width,
    y: 0,
    width,
    height: HEIGHT,
    properties: {
      title,
      region: route53MetricsRegion,
      stat: "Minimum",
      period: 60,
      view: "timeSeries",
      metrics: [["AWS/Route53", "HealthCheckStatus", "HealthCheckId", id]],
    },
  }));
}

/** Of the failover controller: whether it looks, and what it has raised. */
function controllerWidgets({ names, regions }: Topology, row: number): Widget[] {
  const dimensions = Object.entries(controllerMetrics.dimensions(names.controller.function)).flat();
  const of = (column: number, title: string, stat: string, metricNames: readonly string[]): Widget => ({
    type: "metric",
    x: column * WIDTH,
    y: row * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title: `${title}, standby (${regions.standby})`,
      region: regions.standby,
      stat,
      period: 60,
      view: "timeSeries",
      metrics: metricNames.map((metric) => [controllerMetrics.namespace, metric, ...dimensions]),
    },
  });
  return [
    of(0, "ticks of the failover controller", "Sum", [controllerMetrics.ticks]),
    of(1, "alarms of the failover controller", "Maximum", controllerAlarms.map(controllerMetrics.alarm)),
  ];
}

/** Dimensions of the metrics of one direction. */
function replication(names: Topology["names"], source: Role): readonly string[] {
  const [from, to] = [names[source].documentsBucket, names[other(source)].documentsBucket];
  return ["SourceBucket", from, "DestinationBucket", to, "RuleId", replicationRule];
}

const other = (role: Role): Role => (role === "primary" ? "standby" : "primary");
