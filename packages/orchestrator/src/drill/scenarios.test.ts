import { expect, it } from "vitest";
import { assumedRates } from "./availability.ts";
import { scenarios } from "./scenarios.ts";

it("gives each scenario a name of its own", () => {
  const ids = scenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("expects no failover where the primary's data and API are alive", () => {
  const quiet = scenarios.filter(({ expected }) => expected.operations.length === 0).map(({ id }) => id);
  expect(quiet).toEqual([
    "standby-dark",
    "regions-cut",
    "primary-flapping",
    "heartbeat-missing",
    "metrics-missing",
    "standby-egress-cut",
  ]);
});

it("holds a dark primary to the sixty seconds of the profile's drill", () => {
  expect(scenarios.find(({ id }) => id === "primary-dark")?.expected.outageSeconds).toBe(60);
});

it("has a scenario for each assumed failure rate", () => {
  const ids = new Set(scenarios.map(({ id }) => id));
  expect(assumedRates.filter(({ scenario }) => !ids.has(scenario))).toEqual([]);
});
