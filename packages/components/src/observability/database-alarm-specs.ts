import type { Role } from "@tandem/config";
import { replicationLagLimitSeconds, replicationLagMetrics } from "@tandem/config/replication-lag";
import { controllerMetrics } from "@tandem/handlers";
import type { ControllerAlarm } from "@tandem/handlers";
import { connectionLimitOf, memoryBytesOf } from "../database/engine.ts";
import type { AlarmSpec } from "./alarm.ts";
import { atOnce, lasting } from "./limits.ts";

export interface DatabaseAlarmArgs {
  /** Whose region is watched. */
  readonly role: Role;
  /** Identifier of the region's own cluster. */
  readonly clusterId: string;
  readonly instanceClass: string;
  /** Physical name of the region's own lag reader. */
  readonly lagReader: string;
  /** Physical name of the failover controller's function. */
  readonly controller: string;
}

/** The controller's alarms on a database for which somebody is woken. */
const databaseWakingAlarms = {
  "database-headless": "the secondary cluster has no instance: it cannot be promoted",
  "database-version-mismatch":
    "the clusters have different engine versions or patch levels: it may be that neither can take the other's place",
  "promotion-failed": "the database was not promoted: nobody takes writes",
  "tail-not-kept": "what a failover has lost is not kept yet, and its snapshot expires",
} as const satisfies Partial<Readonly<Record<ControllerAlarm, string>>>;

/** What can go wrong with a region's cluster and with the replication to it; in the standby, with its readiness, too. */
export function databaseAlarmSpecs(args: DatabaseAlarmArgs): readonly AlarmSpec[] {
  return [...clusterSpecs(args), ...lagSpecs(args), ...(args.role === "standby" ? readinessSpecs(args) : [])];
}

function clusterSpecs({ clusterId, instanceClass }: DatabaseAlarmArgs): readonly AlarmSpec[] {
  const of = { namespace: "AWS/RDS", dimensions: { DBClusterIdentifier: clusterId }, minutes: lasting } as const;
  const reported = {
    is: "breaching",
    because: "every instance reports each minute: a cluster that reports nothing has none that runs",
  } as const;
  return [
    {
      ...of,
      key: "database-cpu",
      meaning: "an instance of the database has hardly any processor time left",
      metricName: "CPUUtilization",
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 90,
      noData: reported,
    },
    {
      ...of,
      key: "database-memory",
      meaning: "an instance of the database has less than a twentieth of its memory left, and is restarted without any",
      metricName: "FreeableMemory",
      statistic: "Minimum",
      comparison: "LessThanThreshold",
      threshold: Math.floor(memoryBytesOf(instanceClass) / 20),
      noData: reported,
    },
    {
      ...of,
      key: "database-connections",
      meaning: "four fifths of the connections that an instance takes are used: soon it turns clients away",
      metricName: "DatabaseConnections",
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: Math.floor(connectionLimitOf(instanceClass) * 0.8),
      noData: reported,
    },
    {
      ...of,
      key: "database-deadlocks",
      meaning: "transactions wait for each other: the ledger only appends, so nothing of it should",
      metricName: "Deadlocks",
      // In deadlocks a second.
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 0,
      noData: { is: "notBreaching", because: "a cluster that is gone has alarms of its own" },
    },
  ];
}

/**
 * Two lags beside each other: a long transaction lets the one of commits grow while what is read arrives in time. Either
 * cluster can be the secondary. The writer's own row is at most as old as its heartbeats are apart; Aurora reports its lag
 * in the secondary's region alone, by the secondary's cluster.
 */
function lagSpecs({ clusterId, lagReader }: DatabaseAlarmArgs): readonly AlarmSpec[] {
  return [
    {
      key: "database-replication-lag",
      meaning: `what the database's writer writes is read here more than ${replicationLagLimitSeconds} s later`,
      namespace: replicationLagMetrics.namespace,
      metricName: replicationLagMetrics.lag,
      dimensions: replicationLagMetrics.dimensions(lagReader),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: replicationLagLimitSeconds,
      // People are to know within a minute, so the metric is of high resolution.
      periodSeconds: 10,
      minutes: { breaching: 3, of: 3 },
      noData: { is: "breaching", because: "a reader that is dead or cannot read reports nothing" },
    },
    {
      key: "database-rpo-lag",
      meaning: `commits of the other region are stored here more than ${replicationLagLimitSeconds} s later`,
      namespace: "AWS/RDS",
      metricName: "AuroraGlobalDBRPOLag",
      dimensions: { DBClusterIdentifier: clusterId },
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      // The metric is in milliseconds.
      threshold: replicationLagLimitSeconds * 1000,
      minutes: { breaching: 3, of: 3 },
      noData: {
        is: "missing",
        because:
          "Aurora reports none of the writer's cluster; a secondary that nothing is copied to has database-replication-lag",
      },
    },
  ];
}

/** What a failover would stumble over, so it is told while there is none; and what one has stumbled over. */
function readinessSpecs({ controller }: DatabaseAlarmArgs): readonly AlarmSpec[] {
  return Object.entries(databaseWakingAlarms).map(([name, meaning]): AlarmSpec => ({
    key: name,
    meaning,
    namespace: controllerMetrics.namespace,
    metricName: controllerMetrics.alarm(name),
    dimensions: controllerMetrics.dimensions(controller),
    statistic: "Maximum",
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    minutes: atOnce,
    noData: { is: "notBreaching", because: "it is reported while it is raised; a dead controller has its own alarm" },
  }));
}
