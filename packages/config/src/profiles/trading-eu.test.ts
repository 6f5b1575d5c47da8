import { describe, expect, it } from "vitest";
import { tradingEu } from "./trading-eu.ts";

describe("trading-eu", () => {
  it("pairs eu-central-1 with eu-central-2", () => {
    expect(tradingEu.regions).toEqual({ primary: "eu-central-1", standby: "eu-central-2" });
  });

  it("promises an RPO of a minute and an RTO of five", () => {
    expect(tradingEu.budgets).toEqual({ rtoSeconds: 5 * 60, rpoSeconds: 60 });
  });

  it("runs instances behind a balancer, one in the standby, which grows to the primary's from its warm pool", () => {
    const { compute } = tradingEu;
    expect(compute.kind).toBe("ec2-asg");
    const { primary, standby } = compute.capacity;
    expect(primary).toEqual({ min: 3, desired: 3, max: 9 });
    expect(standby).toEqual({ min: 1, desired: 1, max: primary.max });
    expect(standby.desired + compute.warmPool.minSize).toBe(primary.desired);
  });

  it("has an instance in the standby's cluster, without which it cannot be promoted", () => {
    expect(tradingEu.database.instances).toEqual({ primary: 2, standby: 1 });
    expect(tradingEu.store).toBe("aurora");
  });

  it("spreads over three zones with NAT in each", () => {
    expect(tradingEu.network).toEqual({
      azCount: 3,
      tiers: "public-private",
      natGateways: "one-per-az",
      cidrs: { primary: "10.40.0.0/16", standby: "10.41.0.0/16" },
    });
  });

  it("fails over with PRIMARY and SECONDARY records within a minute", () => {
    const { policy, healthCheckIntervalSeconds, failureThreshold, ttlSeconds } = tradingEu.routing;
    expect(policy).toBe("failover");
    expect(healthCheckIntervalSeconds * failureThreshold + ttlSeconds).toBeLessThanOrEqual(60);
  });

  it("names things {resource-type}-{environmentSuffix}, with the role where a name is global", () => {
    const { services, fullName } = tradingEu;
    expect(fullName(services.loadBalancer, "eu-central-1", "x", "primary")).toBe("alb-x");
    expect(fullName(services.documents, "eu-central-2", "x", "standby")).toBe("artifacts-secondary-x");
    expect(fullName(services.boundary, "global", "x", undefined)).toBe("permission-boundary-x");
  });

  it("is fully destroyable", () => {
    expect(tradingEu.retention).toBe("disposable");
  });
});
