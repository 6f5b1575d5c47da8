import { describe, expect, it } from "vitest";
import { transactionsUs } from "./transactions-us.ts";

describe("transactions-us", () => {
  it("pairs us-east-1 with us-west-2", () => {
    expect(transactionsUs.regions).toEqual({ primary: "us-east-1", standby: "us-west-2" });
  });

  it("promises an RPO of an hour and an RTO of four", () => {
    expect(transactionsUs.budgets).toEqual({ rtoSeconds: 4 * 60 * 60, rpoSeconds: 60 * 60 });
  });

  it("serves with 3 GB for up to five minutes, and tells its health past the balancer", () => {
    expect(transactionsUs.compute).toEqual({
      kind: "lambda-alb",
      memoryMegabytes: 3 * 1024,
      timeoutSeconds: 5 * 60,
      functionUrls: true,
    });
  });

  it("keeps the ledger in a global database with a day of backups, and sessions in a global table", () => {
    const { store, database, sessionsTable } = transactionsUs;
    expect({ store, sessionsTable }).toEqual({ store: "aurora", sessionsTable: true });
    expect(database).toEqual({
      kind: "aurora-global",
      engineVersion: "15.18",
      instanceClass: "db.r6g.large",
      instances: { primary: 1, standby: 1 },
      backupRetentionDays: 1,
      name: "transactions",
    });
  });

  it("says that it has another version than was asked for", () => {
    const told = transactionsUs.limits.find((limit) => limit.startsWith("PostgreSQL 15.4:"));
    expect(told).toContain(`made with ${transactionsUs.database.engineVersion} `);
  });

  it("has public and private subnets", () => {
    expect(transactionsUs.network).toEqual({
      azCount: 2,
      tiers: "public-private",
      natGateways: "none",
      cidrs: { primary: "10.30.0.0/16", standby: "10.31.0.0/16" },
    });
  });

  it("routes by weight, checks function URLs at 30 s x 3 and moves within 60 s by its balancers' checks", () => {
    const { policy, functionUrlCheck, healthCheckIntervalSeconds, failureThreshold, ttlSeconds } =
      transactionsUs.routing;
    expect(policy).toBe("weighted");
    expect(functionUrlCheck).toEqual({ intervalSeconds: 30, failureThreshold: 3 });
    expect(healthCheckIntervalSeconds * failureThreshold + ttlSeconds).toBeLessThanOrEqual(60);
  });

  it("is tagged as production with disaster recovery", () => {
    expect(transactionsUs.tags).toEqual({ Environment: "Production", DisasterRecovery: "Enabled" });
  });

  it("is fully destroyable", () => {
    expect(transactionsUs.retention).toBe("disposable");
  });
});
