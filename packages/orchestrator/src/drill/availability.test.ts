import { expect, it } from "vitest";
import { assumedRates, availabilityOf } from "./availability.ts";

const rates = [
  { scenario: "dark", perYear: 0.5, why: "once in two years" },
  { scenario: "slow", perYear: 2, why: "twice a year" },
];
const possible = ["dark", "slow"];

it("takes the outages off a year, at the assumed rates, the longest of each kind", () => {
  const year = availabilityOf(
    [
      { scenario: "dark", outageSeconds: 40 },
      { scenario: "dark", outageSeconds: 50 },
      { scenario: "slow", outageSeconds: 100 },
    ],
    possible,
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
  const year = availabilityOf([{ scenario: "slow", outageSeconds: 1578 }], possible, rates);
  expect(year).toMatchObject({ meets: false, unmeasured: ["dark"] });
  expect(availabilityOf([{ scenario: "slow", outageSeconds: 1577 }], possible, rates).meets).toBe(true);
});

it("leaves out scenarios without a rate", () => {
  expect(availabilityOf([{ scenario: "flapping", outageSeconds: 9 }], ["flapping", "slow"], rates)).toMatchObject({
    terms: [],
    outageSecondsPerYear: 0,
    unmeasured: ["slow"],
  });
});

it("counts an outage of the database where it was drilled, and says where it was not", () => {
  const drilled = [
    { scenario: "primary-dark", outageSeconds: 40 },
    { scenario: "database-dark", outageSeconds: 100 },
  ];
  const withDatabase = availabilityOf(
    drilled,
    assumedRates.map(({ scenario }) => scenario),
  );
  expect(withDatabase).toMatchObject({
    outageSecondsPerYear: 0.5 * 40 + 4 * 100,
    expected: 1 - 420 / 31_557_600,
    unmeasured: ["api-dark", "primary-slow", "planned"],
  });
  expect(withDatabase.terms.map(({ scenario }) => scenario)).toEqual(["primary-dark", "database-dark"]);
  const notDrilled = availabilityOf(drilled.slice(0, 1), ["primary-dark", "database-dark"]);
  expect(notDrilled).toMatchObject({ outageSecondsPerYear: 20, unmeasured: ["database-dark"] });
  expect(availabilityOf(drilled.slice(0, 1), ["primary-dark"]).unmeasured).toEqual([]);
});
