import { expect, it } from "vitest";
import { comparisonOf } from "./comparison.ts";

const drilled = (id: string, seconds: number) => ({
  id,
  outage: { seconds, budgetSeconds: 60, from: "2026-11-21T14:00:00Z", to: "2026-11-21T14:01:00Z" },
  readOutages: { seconds: { read: seconds / 4, health: seconds / 2 }, budgetSeconds: 60 },
});

it("compares the longest outage with the reference's shortest", () => {
  const reports = [
    drilled("primary-dark", 36),
    drilled("primary-dark", 40),
    drilled("primary-dark-reference", 130),
    drilled("primary-dark-reference", 100),
  ];
  expect(comparisonOf(reports, "writes")).toEqual({
    scenario: "primary-dark",
    reference: "primary-dark-reference",
    of: "writes",
    outageSeconds: 40,
    referenceOutageSeconds: 100,
    ratio: 0.4,
    budget: 0.4,
    ok: true,
  });
  expect(comparisonOf([drilled("primary-dark", 41), ...reports], "writes")?.ok).toBe(false);
});

it("compares clients that read where a database is promoted, by the longer of both kinds", () => {
  const reports = [drilled("primary-dark", 80), drilled("primary-dark-reference", 160)];
  expect(comparisonOf(reports, "reads")).toMatchObject({ of: "reads", outageSeconds: 40, referenceOutageSeconds: 80 });
});

it("says nothing where one of them was not drilled", () => {
  expect(comparisonOf([drilled("primary-dark", 36), drilled("planned", 20)], "writes")).toBeUndefined();
  expect(comparisonOf([drilled("primary-dark-reference", 120)], "reads")).toBeUndefined();
});
