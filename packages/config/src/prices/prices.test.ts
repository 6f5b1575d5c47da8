import { describe, expect, it } from "vitest";
import { databaseInstancePrice, instancePrice, pricedRegions, prices } from "./index.ts";

describe("prices", () => {
  it.each(Object.entries(prices))("%s: is dearer nowhere than by half, and says where it comes from", (_, each) => {
    const { usd, page, seen, assumed } = each;
    const base = usd["us-east-1"];
    for (const region of pricedRegions) {
      expect(usd[region]).toBeGreaterThan(0);
      expect(usd[region]).toBeLessThanOrEqual(base * 1.5);
    }
    expect(page).not.toBe("");
    // Without a place where a figure was seen, none counts as found.
    expect(seen === "").toBe(assumed.length === pricedRegions.length);
  });

  it("count as found where they were, and as assumed elsewhere", () => {
    expect(prices["nat-hours"].assumed).toEqual([]);
    expect(prices["alb-hours"].assumed).toEqual(["us-east-2", "us-west-2", "eu-central-1", "eu-central-2"]);
    expect(prices["dynamodb-pitr"].assumed).toEqual([...pricedRegions]);
  });

  it.each([
    ["t3.nano", 0.0052],
    ["t3.small", 0.0208],
    ["t3.xlarge", 0.1664],
    ["m7g.large", 0.0816],
    ["m7g.2xlarge", 0.3264],
  ])("of %s are in proportion to its size", (instanceType, hour) => {
    expect(instancePrice(instanceType)?.usd["us-east-1"]).toBeCloseTo(hour, 10);
  });

  it("of t3.small are what AWS asks in Frankfurt, and assumed in Zurich", () => {
    expect(instancePrice("t3.small")?.usd["eu-central-1"]).toBeCloseTo(0.024, 10);
    expect(instancePrice("t3.small")?.assumed).toEqual(["eu-central-2"]);
  });

  it.each([
    ["db.r6g.large", 0.26],
    ["db.r6g.xlarge", 0.52],
    ["db.r7g.4xlarge", 2.208],
    ["db.t4g.medium", 0.073],
  ])("of %s are in proportion to its size", (instanceClass, hour) => {
    expect(databaseInstancePrice(instanceClass)?.usd["us-east-1"]).toBeCloseTo(hour, 10);
  });

  it("are none of what the table does not have", () => {
    expect([instancePrice("z1d.large"), instancePrice("t3.metal"), instancePrice("nonsense")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([databaseInstancePrice("db.x2g.large"), databaseInstancePrice("db.r6g.metal")]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
