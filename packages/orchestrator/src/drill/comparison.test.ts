import { expect, it } from "vitest";
import { comparisonOf } from "./comparison.ts";

const drilled = (id: string, seconds: number) => ({
  id,
  outage: { seconds, budgetSeconds: 60, from: "2026-11-21T14:00:00Z", to: "2026-11-21T14:01:00Z" },
});

it("compares the longest outage with the reference's shortest", () => {
  const reports = [
    drilled("primary-dark", 36),
    drilled("primary-dark", 40),
    drilled("primary-dark-reference", 130),
    drilled("primary-dark-reference", 100),
  ];
  expect(comparisonOf(reports)).toEqual({
    scenario: "primary-dark",
    reference: "primary-dark-reference",
    outageSeconds: 40,
    referenceOutageSeconds: 100,
    ratio: 0.4,
    budget: 0.4,
    ok: true,
  });
  expect(comparisonOf([drilled("primary-dark", 41), ...reports])?.ok).toBe(false);
});

it("says nothing where one of them was not drilled", () => {
  expect(comparisonOf([drilled("primary-dark", 36), drilled("planned", 20)])).toBeUndefined();
  expect(comparisonOf([drilled("primary-dark-reference", 120)])).toBeUndefined();
});
