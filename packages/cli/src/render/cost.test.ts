import type { CostLine, CostReport } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { costText } from "./cost.ts";

const line: CostLine = {
  layer: "standby-region",
  side: "standby",
  region: "eu-central-2",
  type: "aws:autoscaling/group:Group",
  resource: "group",
  item: "volumes of 2 stopped in the warm pool",
  quantity: 20,
  unit: "GB-month",
  unitPrice: 0.1047,
  monthly: 2.094,
  assumed: true,
  source: "Amazon EBS pricing; not confirmed for eu-central-2",
};

const report: CostReport = {
  schemaVersion: 1,
  environment: "live",
  profile: "trading-eu",
  at: "2026-11-27T12:00:00.000Z",
  cost: {
    currency: "USD",
    pricesAsOf: "2026-11-27",
    basis: "planned",
    usage: { requestsPerMonth: 0, gigabytes: 0 },
    monthly: 104.59,
    assumedShare: 0.02,
    sides: { primary: 102, standby: 2.09, global: 0.5 },
    standing: [
      { kind: "instances", primary: { count: 3, monthly: 55.42 }, standby: { count: 1, monthly: 20.32 } },
      { kind: "NAT gateways", primary: { count: 3, monthly: 113.88 }, standby: { count: 3, monthly: 125.27 } },
    ],
    layers: [
      { layer: "primary-region", primary: 102, standby: 0, global: 0 },
      { layer: "standby-region", primary: 0, standby: 2.09, global: 0 },
      { layer: "global/traffic", primary: 0, standby: 0, global: 0.5 },
    ],
    lines: [
      {
        ...line,
        region: "eu-central-1",
        resource: "api",
        item: "requests",
        quantity: 1.4016,
        unitPrice: 3.7,
        unit: "million requests",
        monthly: 5.19,
        assumed: false,
      },
      line,
    ],
    unpriced: [
      {
        layer: "shared",
        type: "aws:cloudtrail/trail:Trail",
        resource: "trail",
        why: "the estimate does not know the type",
      },
    ],
    assumptions: ["0 requests of clients a month"],
  },
};

it("shows each layer and region, the standby against the primary, what is dearest and what is assumed", () => {
  expect(costText(report)).toBe(`live (trading-eu): about 104.59 USD a month, as planned, at prices of 2026-11-27
                  primary  standby  both
  primary-region   102.00     0.00  0.00
  standby-region     0.00     2.09  0.00
  global/traffic     0.00     0.00  0.50
  total            102.00     2.09  0.50
the standby region costs 2.09, 2 % of the primary's
  what stands there  primary     USD  standby     USD
  instances                3   55.42        1   20.32
  NAT gateways             3  113.88        3  125.27
dearest (* at a price that could not be confirmed)
      5.19  eu-central-1 api: requests, 1.402 × 3.7 (million requests)
      2.09* eu-central-2 group: volumes of 2 stopped in the warm pool, 20 × 0.1047 (GB-month)
not in it
  shared: aws:cloudtrail/trail:Trail trail: the estimate does not know the type
assumed
  2 % of it rests on prices that could not be confirmed for their region
  0 requests of clients a month
`);
});

it("says how many lines it leaves out", () => {
  const lines = Array.from({ length: 17 }, () => line);
  const text = costText({ ...report, cost: { ...report.cost, lines, unpriced: [] } });
  expect(text).toContain("\n  and 2 more; --json has all\nassumed\n");
});

it("compares with no primary where there is none", () => {
  const sides = { primary: 0, standby: 0, global: 0.5 };
  expect(costText({ ...report, cost: { ...report.cost, sides, standing: [] } })).toContain(
    "\nthe standby region costs 0.00\ndearest",
  );
});
