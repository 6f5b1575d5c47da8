import type { Role } from "@tandem/config";
import { databaseMetrics, replicationLagLimitSeconds } from "@tandem/config/database";
import { connectionLimitOf, memoryBytesOf } from "../database/engine.ts";
import type { AlarmSpec } from "./alarm.ts";

export interface DatabaseAlarmArgs {
  /** Whose region is watched. */
  readonly role: Role;
  /** Identifier of the region's own cluster. */
  readonly clusterId: string;
  readonly instanceClass: string;
  /** Physical name of the standby region's lag reader. */
  readonly lagReader: string;
  /** Physical name of the failover controller's function. */
  readonly controller: string;
}

/** What comes and goes within minutes is an application's matter; what lasts is not. */
const lasting = { breaching: 3, of: 5 } as const;

/** What can go wrong with a region's cluster; in the standby, with the replication to it and its readiness, too. */
export function databaseAlarmSpecs(args: DatabaseAlarmArgs): readonly AlarmSpec[] {
  return [...clusterSpecs(args), ...(args.role === "standby" ? [...lagSpecs(args), ...readinessSpecs(args)] : [])];
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
 * Two lags beside each other: a long transaction lets the one of commits grow while what is read arrives in time. Aurora
 * reports its own in the secondary's region alone, by the secondary's cluster.
 */
function lagSpecs({ clusterId, lagReader }: DatabaseAlarmArgs): readonly AlarmSpec[] {
  return [
    {
      key: "database-replication-lag",
      meaning: `what is written in the other region is read here more than ${replicationLagLimitSeconds} s later`,
      namespace: databaseMetrics.namespace,
      metricName: databaseMetrics.replicationLag,
      dimensions: databaseMetrics.dimensions(lagReader),
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: replicationLagLimitSeconds,
      // People are to know within a minute, so the metric is of high resolution.
      periodSeconds: 10,
      minutes: { breaching: 3, of: 3 },
      noData: {
        is: "breaching",
        because:
          "a reader that is dead or cannot read reports nothing, and so does one whose region has become the writer",
      },
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
        is: "breaching",
        because:
          "Aurora reports it for as long as this cluster is a secondary: none means that nothing is copied to it",
      },
    },
  ];
}

/** Both are what a failover would stumble over, so they are told while there is none. */
function readinessSpecs({ controller }: DatabaseAlarmArgs): readonly AlarmSpec[] {
  const of = {
    namespace: databaseMetrics.namespace,
    dimensions: databaseMetrics.dimensions(controller),
    statistic: "Minimum",
    comparison: "LessThanThreshold",
    threshold: 1,
    minutes: lasting,
    noData: { is: "breaching", because: "what nobody has looked at is not known to be right" },
  } as const;
  return [
    {
      ...of,
      key: "database-standby-headless",
      meaning: "the secondary cluster has no instance: it cannot be promoted",
      metricName: databaseMetrics.standbyInstances,
    },
    {
      ...of,
      key: "database-versions-differ",
      meaning: "the clusters have different engine versions: neither can take the other's place",
      metricName: databaseMetrics.engineVersionParity,
    },
  ];
}
