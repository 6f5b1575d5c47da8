import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { allowanceOf, differences as differencesOf, rpoOf } from "./judge.ts";
import type { LoadAttempt } from "./load.ts";

const store = { store: "transactions", acknowledged: 9, lost: [], duplicated: [], resurrected: [] } as const;
const expected = { operations: ["disaster"], active: "standby", alarms: ["unprotected"], outageSeconds: 60 } as const;
const seen = {
  observed: { operations: ["disaster"], active: "standby", alarms: ["unprotected"] } as {
    operations: string[];
    active: "standby";
    alarms: string[];
  },
  outageSeconds: 43.2,
  messages: { primary: 0, standby: 3 },
  stores: [store],
  decisions: [{ at: 1, epoch: 2, what: "disaster to standby decided", reasons: [] }],
  rpoSeconds: 0,
};
const budgets = { rtoSeconds: 300, rpoSeconds: 60 };
const differences = (
  wanted: Parameters<typeof differencesOf>[0],
  found: Parameters<typeof differencesOf>[1],
  allowed = allowanceOf(wanted, { budgets }),
) => differencesOf(wanted, found, allowed);

it("finds nothing where all is as expected", () => {
  expect(differences(expected, seen)).toEqual([]);
  const quiet = { ...seen, decisions: [], messages: { primary: 0, standby: 0 } };
  expect(differences(expected, quiet)).toEqual([]);
});

it("takes an operation that is tolerated for none, and only that", () => {
  const seenTwo = { ...seen, observed: { ...seen.observed, operations: ["disaster", "reinstate"] } };
  expect(differences({ ...expected, tolerated: ["reinstate"] }, seenTwo)).toEqual([]);
  expect(differences(expected, seenTwo)).toEqual(["operations: expected disaster, got disaster, reinstate"]);
  const more = { ...seen, observed: { ...seen.observed, operations: ["disaster", "failback"] } };
  expect(differences({ ...expected, tolerated: ["reinstate"] }, more)).toHaveLength(1);
});

it("names everything that is not, at once", () => {
  const wrong = {
    observed: { operations: [], active: "primary" as const, alarms: [] },
    outageSeconds: 60.01,
    messages: { primary: 4, standby: 0 },
    stores: [{ ...store, lost: ["a", "b"], duplicated: ["c"] }],
    decisions: seen.decisions,
    rpoSeconds: 3,
  };
  expect(differences(expected, wrong)).toEqual([
    "operations: expected disaster, got none",
    "active: expected standby, got primary",
    "outage: 60.01 s, at most 60 s",
    "alarm unprotected was not told of",
    "transactions: 2 acknowledged writes are lost",
    "transactions: 1 ids have two versions",
    "no message was delivered of what was decided",
  ]);
});

it("waits for a database that moves, and lets go what had not arrived, within the RPO", () => {
  const topology = topologyOf(
    requireEnvironment({
      environment: "dev",
      profile: "transactions-us",
      environmentSuffix: "dev1",
      accountId: "123456789012",
      domain: undefined,
      primaryRegion: undefined,
      standbyRegion: undefined,
    }),
  );
  const allowed = allowanceOf(expected, topology);
  expect(allowed).toEqual({ outageSeconds: 150, lossSeconds: 3600 });
  expect(allowanceOf({ ...expected, operations: [] }, topology)).toEqual({ outageSeconds: 60, lossSeconds: 0 });
  expect(allowanceOf({ ...expected, operations: ["switchover"] }, topology).lossSeconds).toBe(0);
  const lossy = { ...seen, outageSeconds: 110, stores: [{ ...store, lost: ["a"] }], rpoSeconds: 4 };
  expect(differences(expected, lossy, allowed)).toEqual([]);
  expect(differences(expected, { ...lossy, rpoSeconds: 4000 }, allowed)).toEqual(["RPO: 4000 s, at most 3600 s"]);
});

it("counts the recovery point from the oldest lost write's acknowledgement to the fault", () => {
  const attempt = (id: string, at: number): LoadAttempt => ({
    id,
    kind: "transaction",
    at,
    milliseconds: 500,
    outcome: "acknowledged",
    status: 201,
    region: "us-east-1",
    error: undefined,
  });
  const attempts = [attempt("a", 1000), attempt("b", 4000), attempt("c", 9900)];
  expect(rpoOf(10_000, new Set(["b", "c"]), attempts)).toBe(5.5);
  expect(rpoOf(10_000, new Set(["c"]), attempts)).toBe(0);
  expect(rpoOf(10_000, new Set(), attempts)).toBe(0);
});
