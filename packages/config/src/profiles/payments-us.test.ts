import { describe, expect, it } from "vitest";
import { paymentsUs } from "./payments-us.ts";

describe("payments-us", () => {
  it("pairs us-east-1 with us-east-2", () => {
    expect(paymentsUs.regions).toEqual({ primary: "us-east-1", standby: "us-east-2" });
  });

  it("promises an RPO of a minute and an RTO of five", () => {
    expect(paymentsUs.budgets).toEqual({ rtoSeconds: 5 * 60, rpoSeconds: 60 });
  });

  it("is no slower to fail over than the reference, 30 s x 3 + 60 s", () => {
    const { healthCheckIntervalSeconds, failureThreshold, ttlSeconds } = paymentsUs.routing;
    expect(healthCheckIntervalSeconds * failureThreshold + ttlSeconds).toBeLessThanOrEqual(30 * 3 + 60);
  });

  it("names things {service}-{region}-{environmentSuffix}", () => {
    const { services, fullName } = paymentsUs;
    expect(fullName(services.processor, "us-east-1", "x")).toBe("payment-processor-us-east-1-x");
    expect(fullName(services.documents, "us-east-2", "x")).toBe("payment-docs-us-east-2-x");
    expect(fullName(services.alerts, "us-east-1", "x")).toBe("failover-alerts-us-east-1-x");
    expect(fullName(services.workloadTable, "global", "x")).toBe("payment-ledger-global-x");
  });

  it("serves api.<domain>, in the style of payment-{environmentSuffix}.test.local", () => {
    expect(paymentsUs.defaultDomain("x")).toBe("payment-x.test.local");
    expect(paymentsUs.failoverLabel).toBe("api");
  });

  it("serves its REST API on the stage prod", () => {
    expect(paymentsUs.compute.stageName).toBe("prod");
  });

  it("is fully destroyable", () => {
    expect(paymentsUs.retention).toBe("disposable");
  });
});
