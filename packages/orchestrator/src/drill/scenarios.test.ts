import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { assumedRates } from "./availability.ts";
import { scenarios, scenariosOf } from "./scenarios.ts";

const topology = (profile: string) =>
  topologyOf(
    requireEnvironment({
      environment: "rehearsal-abcdef",
      environmentSuffix: "abcdef",
      accountId: "000000000000",
      profile,
      domain: undefined,
      primaryRegion: undefined,
      standbyRegion: undefined,
    }),
  );

it("gives each scenario a name of its own", () => {
  const ids = scenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("expects no failover where the primary's data and API are alive", () => {
  const quiet = scenarios
    .filter(({ expected }) => {
      return expected.operations.length === 0 && expected.active === "primary";
    })
    .map(({ id }) => id);
  expect(quiet).toEqual([
    "standby-dark",
    "regions-cut",
    "primary-flapping",
    "heartbeat-missing",
    "metrics-missing",
    "standby-egress-cut",
    "replication-lagging",
    "version-mismatch",
    "standby-headless",
    "database-blink",
  ]);
});

it("holds a dark primary to the sixty seconds of the profile's drill", () => {
  expect(scenarios.find(({ id }) => id === "primary-dark")?.expected.outageSeconds).toBe(60);
});

it("holds reads to the same sixty seconds wherever the controller leaves a region by itself", () => {
  const longer = scenarios.filter(({ expected: { operations, outageSeconds, readOutageSeconds = outageSeconds } }) => {
    return /disaster|switchover/.test(operations.join()) && readOutageSeconds > 60;
  });
  expect(longer).toEqual([]);
});

it("has a scenario for each assumed failure rate", () => {
  const ids = new Set(scenarios.map(({ id }) => id));
  expect(assumedRates.filter(({ scenario }) => !ids.has(scenario))).toEqual([]);
});

it("needs no more failbacks between scenarios than there are ones that leave the standby active for one that wants the primary", () => {
  const own = scenarios.filter(({ settings }) => settings === undefined);
  const moves = own.slice(1).filter(({ startsAt = "primary" }, index) => own[index]?.expected.active !== startsAt);
  expect(moves.map(({ id }) => id)).toEqual([
    "route53-control-plane-down",
    "database-dark",
    "promotion-fails",
    "primary-dark-busy",
    "old-primary-with-tail",
    "api-dark",
    "primary-slow",
    "primary-back",
  ]);
});

it("leaves what only a database can have to the profiles that have one, and many writes to instances", () => {
  const ids = (profile: string) => scenariosOf(topology(profile)).map(({ id }) => id);
  const without = ids("payments-us");
  const more = ids("trading-eu").filter((id) => !without.includes(id));
  expect(more).toEqual([
    "replication-lagging",
    "version-mismatch",
    "standby-headless",
    "database-blink",
    "planned-busy",
    "database-dark",
    "promotion-fails",
    "primary-dark-busy",
    "old-primary-with-tail",
  ]);
  expect(more.filter((id) => !ids("transactions-us").includes(id))).toEqual(["planned-busy", "primary-dark-busy"]);
  expect(ids("trading-serverless-us")).toEqual(without);
});

it("puts what spoils its environment last", () => {
  expect(scenarios.filter(({ settings }) => settings !== undefined)).toEqual([scenarios.at(-1)]);
});

it("expects no second failover of an environment that nothing protects", () => {
  const unprotected = scenarios.filter(({ startsAt }) => startsAt === "standby");
  expect(unprotected.map(({ id, expected }) => [id, expected.operations, expected.tolerated, expected.active])).toEqual(
    ["latch-lost", "unprotected-loss"].map((id) => [id, [], ["reinstate"], "standby"]),
  );
});
