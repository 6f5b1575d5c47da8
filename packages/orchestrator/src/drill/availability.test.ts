import { expect, it } from "vitest";
import { availabilityOf } from "./availability.ts";

const rates = [
  { scenario: "dark", perYear: 0.5, why: "once in two years" },
  { scenario: "slow", perYear: 2, why: "twice a year" },
];

it("takes the outages off a year, at the assumed rates, the longest of each kind", () => {
  const year = availabilityOf(
    [
      { scenario: "dark", outageSeconds: 40 },
      { scenario: "dark", outageSeconds: 50 },
      { scenario: "slow", outageSeconds: 100 },
    ],
    rates,
  );
  expect(year.outageSecondsPerYear).toBe(225);
  expect(year.expected).toBeCloseTo(1 - 225 / 31_557_600, 12);
  expect(year.meets).toBe(true);
  expect(year.terms.map(({ scenario, outageSeconds }) => [scenario, outageSeconds])).toEqual([
    ["dark", 50],
    ["slow", 100],
  ]);
  expect(year.unmeasured).toEqual([]);
});

it("misses the target above 3,156 s a year, and names what was not measured", () => {
  const year = availabilityOf([{ scenario: "slow", outageSeconds: 1578 }], rates);
  expect(year).toMatchObject({ meets: false, unmeasured: ["dark"] });
  expect(availabilityOf([{ scenario: "slow", outageSeconds: 1577 }], rates).meets).toBe(true);
});

it("leaves out scenarios without a rate", () => {
  expect(availabilityOf([{ scenario: "flapping", outageSeconds: 9 }], rates)).toMatchObject({
    terms: [],
    outageSecondsPerYear: 0,
  });
});
