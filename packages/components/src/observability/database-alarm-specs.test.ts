import { describe, expect, it } from "vitest";
import { databaseAlarmSpecs } from "./database-alarm-specs.ts";

const args = {
  clusterId: "ledger",
  instanceClass: "db.r6g.large",
  lagReader: "lag-reader",
  controller: "failover-controller",
} as const;
const specs = (role: "primary" | "standby") =>
  new Map(databaseAlarmSpecs({ ...args, role }).map((spec) => [spec.key, spec]));
const told = ["database-headless", "database-version-mismatch", "promotion-failed", "tail-not-kept"];
const lags = ["database-replication-lag", "database-rpo-lag"];
const cluster = ["database-cpu", "database-memory", "database-connections", "database-deadlocks"];

describe("databaseAlarmSpecs", () => {
  it("watches the cluster and what is copied to it in either region, and its readiness in the standby alone", () => {
    expect([...specs("primary").keys()]).toEqual([...cluster, ...lags]);
    expect([...specs("standby").keys()]).toEqual([...cluster, ...lags, ...told]);
    for (const key of lags) expect(specs("primary").get(key)).toEqual(specs("standby").get(key));
  });

  it("asks for the region's own cluster, with limits that follow from its instances", () => {
    const primary = specs("primary");
    for (const key of cluster) {
      expect(primary.get(key)).toMatchObject({
        namespace: "AWS/RDS",
        dimensions: { DBClusterIdentifier: "ledger" },
        minutes: { breaching: 3, of: 5 },
      });
    }
    const limits = cluster.map((key) => [primary.get(key)?.comparison, primary.get(key)?.threshold]);
    expect(limits).toEqual([
      ["GreaterThanThreshold", 90],
      ["LessThanThreshold", Math.floor((16 * 1024 ** 3) / 20)],
      ["GreaterThanThreshold", 1441],
      ["GreaterThanThreshold", 0],
    ]);
  });

  it("never takes silence for health, except of what happens seldom or is told by who has an alarm of its own", () => {
    const quiet = databaseAlarmSpecs({ ...args, role: "standby" }).filter(({ noData }) => noData.is !== "breaching");
    expect(quiet.map(({ key, noData }) => [key, noData.is])).toEqual([
      ["database-deadlocks", "notBreaching"],
      ["database-rpo-lag", "missing"],
      ...told.map((key) => [key, "notBreaching"]),
    ]);
  });

  it("tells of a lag of more than 30 seconds within a minute, by what the region's reader reads", () => {
    expect(specs("standby").get("database-replication-lag")).toEqual({
      key: "database-replication-lag",
      meaning: "what the database's writer writes is read here more than 30 s later",
      namespace: "Tandem",
      metricName: "ReplicationLagSeconds",
      dimensions: { service: "lag-reader" },
      statistic: "Maximum",
      comparison: "GreaterThanThreshold",
      threshold: 30,
      periodSeconds: 10,
      minutes: { breaching: 3, of: 3 },
      noData: { is: "breaching", because: "a reader that is dead or cannot read reports nothing" },
    });
  });

  it("asks for Aurora's own lag in milliseconds, by the secondary's cluster", () => {
    expect(specs("standby").get("database-rpo-lag")).toMatchObject({
      namespace: "AWS/RDS",
      metricName: "AuroraGlobalDBRPOLag",
      dimensions: { DBClusterIdentifier: "ledger" },
      threshold: 30_000,
    });
  });

  it("tells of a standby that could not be promoted before it has to be, as the controller sees it", () => {
    for (const key of told) {
      expect(specs("standby").get(key)).toMatchObject({
        namespace: "Tandem",
        metricName: `Alarm.${key}`,
        dimensions: { service: "failover-controller" },
        statistic: "Maximum",
        comparison: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        minutes: { breaching: 1, of: 1 },
      });
    }
  });
});
