import type { Role, Topology } from "@tandem/config";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import { replicationRule, replicationTimeMinutes } from "../data/replication-rule.ts";
import { computeOf, present, regionalName } from "../parts.ts";
import type { AlarmSpec } from "./alarm.ts";
import { balancerAlarmSpecs } from "./balancer-alarm-specs.ts";
import type { BalancerMetrics } from "./balancer-metrics.ts";
import { controllerAlarmSpecs } from "./controller-alarm-specs.ts";
import { databaseAlarmSpecs } from "./database-alarm-specs.ts";
import { instanceAlarmSpecs } from "./instance-alarm-specs.ts";
import { atOnce, lasting, latencyLimit } from "./limits.ts";
import { tableAlarmSpecs } from "./table-alarm-specs.ts";

/**
 * What can go wrong in one region with what it runs, stores and sends to the other; in the standby, with the failover too.
 * @param balancer Before the region's function or instances. @default none: a REST API is
 */
export function regionAlarmSpecs(topology: Topology, role: Role, balancer?: BalancerMetrics): readonly AlarmSpec[] {
  return [
    ...(topology.compute.kind === "ec2-asg" ? instanceSpecs(topology, role, balancer) : functionSpecs(topology, role)),
    ...(balancer === undefined ? apiSpecs(topology, role) : balancerAlarmSpecs(balancer)),
    ...tableAlarmSpecs(topology, role),
    ...documentSpecs(topology, role),
    heartbeatSpec(topology, role),
    ...databaseSpecs(topology, role),
    ...(role === "standby" ? controllerAlarmSpecs(topology) : []),
  ];
}

/** Of the region's instances, which are behind a balancer. */
function instanceSpecs(topology: Topology, role: Role, balancer: BalancerMetrics | undefined): readonly AlarmSpec[] {
  const group = regionalName(topology, role, "autoScalingGroup");
  return instanceAlarmSpecs(group, present(balancer, topology.profile, "load balancer"));
}

function functionSpecs(topology: Topology, role: Role): readonly AlarmSpec[] {
  const { timeoutSeconds } = computeOf(topology, "lambda-rest-api", "lambda-alb");
  const of = { namespace: "AWS/Lambda", dimensions: { FunctionName: regionalName(topology, role, "processor") } };
  // Whether requests come at all is the health check's question.
  const noData = { is: "notBreaching", because: "a function that nobody calls reports nothing" } as const;
  const counted = { ...of, statistic: "Sum", comparison: "GreaterThanOrEqualToThreshold", threshold: 1 } as const;
  return [
    {
      ...counted,
      key: "function-errors",
      meaning: "the transaction function fails",
      metricName: "Errors",
      minutes: atOnce,
      noData,
    },
    {
      ...counted,
      key: "function-throttles",
      meaning: "Lambda turns requests away: the account's or the function's concurrency is used up",
      metricName: "Throttles",
      minutes: atOnce,
      noData,
    },
    {
      ...of,
      key: "function-duration",
      meaning: "the slowest requests take half of the function's time-out",
      metricName: "Duration",
      statistic: "p99",
      comparison: "GreaterThanThreshold",
      threshold: (timeoutSeconds * 1000) / 2,
      minutes: lasting,
      noData,
    },
  ];
}

function apiSpecs(topology: Topology, role: Role): readonly AlarmSpec[] {
  const { stageName } = computeOf(topology, "lambda-rest-api");
  const dimensions = { ApiName: regionalName(topology, role, "api"), Stage: stageName };
  const of = { namespace: "AWS/ApiGateway", dimensions };
  const noData = { is: "notBreaching", because: "an API that nobody calls reports nothing" } as const;
  return [
    {
      ...of,
      key: "api-server-errors",
      meaning: "more than one request in a hundred is answered with 5xx",
      metricName: "5XXError",
      // The average of this metric is the rate.
      statistic: "Average",
      comparison: "GreaterThanThreshold",
      threshold: 0.01,
      minutes: lasting,
      noData,
    },
    {
      ...of,
      key: "api-latency",
      meaning: "the slowest requests take longer than Route 53 waits",
      metricName: "Latency",
      statistic: "p99",
      comparison: "GreaterThanThreshold",
      threshold: latencyLimit,
      minutes: lasting,
      noData,
    },
  ];
}

/** Of the region's cluster, where there is one. */
function databaseSpecs(topology: Topology, role: Role): readonly AlarmSpec[] {
  const { database, names } = topology;
  if (database === undefined) return [];
  return databaseAlarmSpecs({
    role,
    clusterId: regionalName(topology, role, "databaseCluster"),
    instanceClass: database.instanceClass,
    lagReader: regionalName(topology, role, "lagReader"),
    controller: names.controller.function,
  });
}

function documentSpecs({ names }: Topology, role: Role): readonly AlarmSpec[] {
  const dimensions = (source: Role) => ({
    SourceBucket: names[source].documentsBucket,
    DestinationBucket: names[other(source)].documentsBucket,
    RuleId: replicationRule,
  });
  return [
    {
      key: "documents-replication-latency",
      meaning: "documents of the other region reach this one later than replication time control promises",
      // The destination's region reports it.
      namespace: "AWS/S3",
      metricName: "ReplicationLatency",
      dimensions: dimensions(other(role)),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: replicationTimeMinutes * 60,
      minutes: atOnce,
      noData: { is: "missing", because: "it is reported for writes only, and a lag that nobody sees is not caught up" },
    },
    {
      key: "documents-replication-failures",
      meaning: "S3 could not copy documents of this region to the other",
      // The source's region reports it.
      namespace: "AWS/S3",
      metricName: "OperationsFailedReplication",
      dimensions: dimensions(role),
      statistic: "Sum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      minutes: atOnce,
      noData: { is: "notBreaching", because: "S3 reports it when it copies" },
    },
  ];
}

function heartbeatSpec({ names }: Topology, role: Role): AlarmSpec {
  return {
    key: "heartbeat-dead",
    meaning: "nothing says that this region is alive: it cannot be told from one that is gone",
    namespace: heartbeatMetrics.namespace,
    metricName: heartbeatMetrics.heartbeats,
    dimensions: heartbeatMetrics.dimensions(names[role].heartbeat),
    // Heartbeats that could not be written count as 0.
    statistic: "Sum",
    comparison: "LessThanThreshold",
    threshold: 1,
    minutes: lasting,
    noData: { is: "breaching", because: "a writer that is dead reports nothing" },
  };
}

const other = (role: Role): Role => (role === "primary" ? "standby" : "primary");
