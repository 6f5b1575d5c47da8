import { describe, expect, it } from "vitest";
import { tradingServerlessUs } from "./trading-serverless-us.ts";

describe("trading-serverless-us", () => {
  it("pairs us-east-1 with us-west-2", () => {
    expect(tradingServerlessUs.regions).toEqual({ primary: "us-east-1", standby: "us-west-2" });
  });

  it("promises an RTO of five minutes", () => {
    expect(tradingServerlessUs.budgets).toEqual({ rtoSeconds: 5 * 60, rpoSeconds: 60 });
  });

  it("serves with 512 MB and 100 reserved executions behind a balancer", () => {
    expect(tradingServerlessUs.compute).toEqual({
      kind: "lambda-alb",
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      reservedConcurrency: 100,
      functionUrls: false,
    });
  });

  it("has public subnets in two zones and no NAT", () => {
    expect(tradingServerlessUs.network).toEqual({
      azCount: 2,
      tiers: "public",
      natGateways: "none",
      cidrs: { primary: "10.20.0.0/16", standby: "10.21.0.0/16" },
    });
  });

  it("keeps the ledger in a global table and endpoints as parameters", () => {
    const { store, parameters, sessionsTable } = tradingServerlessUs;
    expect({ store, parameters, sessionsTable }).toEqual({ store: "dynamodb", parameters: true, sessionsTable: false });
  });

  it("fails over on a health check every 30 s, and leaves a dark primary no later than 10 s x 3 would", () => {
    const { policy, record, ttlSeconds, healthCheckIntervalSeconds, failureThreshold } = tradingServerlessUs.routing;
    expect({ policy, record, healthCheckIntervalSeconds }).toEqual({
      policy: "failover",
      record: "cname",
      healthCheckIntervalSeconds: 30,
    });
    expect(healthCheckIntervalSeconds * failureThreshold + ttlSeconds).toBeLessThanOrEqual(10 * 3 + 10);
  });

  it("names things {service}-{region}-{environment}-{purpose}-{environmentSuffix}", () => {
    const { services, fullName } = tradingServerlessUs;
    expect(fullName(services.vpc, "us-east-1", "x", "primary")).toBe("dr-vpc-us-east-1-production-primary-x");
    expect(fullName(services.loadBalancer, "us-west-2", "x", "standby")).toBe(
      "dr-alb-us-west-2-production-secondary-x",
    );
    expect(fullName(services.workloadTable, "global", "x", undefined)).toBe("dr-ledger-global-production-shared-x");
  });

  it("is fully destroyable", () => {
    expect(tradingServerlessUs.retention).toBe("disposable");
  });
});
