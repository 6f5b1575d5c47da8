import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { acknowledgedIn, differences, expectedOf, rpoOf, writesPerSecondBefore } from "./judge.ts";
import type { LoadAttempt } from "./load.ts";
import type { Expectation } from "./scenario.ts";

const store = { store: "transactions", acknowledged: 9, lost: [], duplicated: [], resurrected: [] } as const;
const expected = {
  operations: ["disaster"],
  active: "standby",
  alarms: ["unprotected"],
  outageSeconds: 60,
  readOutageSeconds: 50,
} as const;
const input = {
  environment: "rehearsal-abcdef",
  environmentSuffix: "abcdef",
  accountId: "000000000000",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};
const seen = {
  observed: { operations: ["disaster"], active: "standby", alarms: ["unprotected"] } as {
    operations: string[];
    active: "standby";
    alarms: string[];
  },
  outageSeconds: 43.2,
  readOutageSeconds: { read: 50, health: 41.1 },
  messages: { primary: 0, standby: 3 },
  stores: [store],
  decisions: [{ at: 1, epoch: 2, what: "disaster to standby decided", reasons: [] }],
  rpoSeconds: 0,
  writesPerSecond: 8,
  tail: new Set<string>(),
};

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
    readOutageSeconds: { read: 51, health: 50.2 },
    messages: { primary: 4, standby: 0 },
    stores: [{ ...store, lost: ["a", "b"], duplicated: ["c"] }],
    decisions: seen.decisions,
    rpoSeconds: 1.2,
    writesPerSecond: 99.94,
    tail: new Set<string>(),
  };
  expect(differences({ ...expected, writesPerSecond: 100 }, wrong)).toEqual([
    "operations: expected disaster, got none",
    "active: expected standby, got primary",
    "outage: 60.01 s, at most 60 s",
    "outage of reads: 51 s, at most 50 s",
    "outage of health: 50.2 s, at most 50 s",
    "alarm unprotected was not told of",
    "transactions: 2 acknowledged writes are lost",
    "load: 99.9 writes acknowledged a second, at least 100",
    "RPO: 1.2 s, at most 1 s",
    "transactions: 1 ids have two versions",
    "no message was delivered of what was decided",
  ]);
});

it("takes a lost write that the database's tail explains, within the time that it may be lost from, and no other", () => {
  const lossy = { ...seen, stores: [{ ...store, lost: ["a", "b"] }], rpoSeconds: 0.4, tail: new Set(["a", "b"]) };
  expect(differences(expected, lossy)).toEqual([]);
  expect(differences({ ...expected, losesWrites: true }, lossy)).toEqual([]);
  expect(differences({ ...expected, losesWrites: true }, seen)).toEqual([
    "no acknowledged write was lost: nothing was shown of a lost tail",
  ]);
  expect(differences(expected, { ...lossy, tail: new Set(["a", "b", "c"]) })).toEqual([
    "1 acknowledged writes of the lost tail are there all the same",
  ]);
  expect(differences(expected, { ...lossy, tail: new Set(["a"]) })).toEqual([
    "transactions: 1 acknowledged writes are lost",
  ]);
  expect(differences(expected, { ...lossy, rpoSeconds: 6 })).toEqual(["RPO: 6 s, at most 1 s"]);
  expect(differences({ ...expected, rpoSeconds: 15 }, { ...lossy, rpoSeconds: 6 })).toEqual([]);
});

it("allows a promotion on top where a database's writer moves, to writes alone", () => {
  const database = topologyOf(requireEnvironment({ ...input, profile: "trading-eu" }));
  const none = topologyOf(requireEnvironment({ ...input, profile: "payments-us" }));
  const quiet = { ...expected, operations: [] };
  const budget = (of: Expectation, topology: typeof none) => {
    const { outageSeconds, readOutageSeconds } = expectedOf({ expected: of }, topology);
    return [outageSeconds, readOutageSeconds];
  };
  expect(budget(expected, none)).toEqual([60, 50]);
  expect(budget(expected, database)).toEqual([120, 50]);
  expect(budget(quiet, database)).toEqual([60, 50]);
  expect(budget({ operations: ["disaster"], active: "standby", outageSeconds: 60 }, database)).toEqual([120, 60]);
});

const attempt = (id: string, at: number, outcome: LoadAttempt["outcome"] = "acknowledged"): LoadAttempt => ({
  id,
  kind: "transaction",
  at,
  milliseconds: 500,
  outcome,
  status: 201,
  region: "us-east-1",
  error: undefined,
});

it("counts what was acknowledged within the time before the fault, from its sending to its answer", () => {
  const sent = [6999, 7000, 9500, 9501].map((at) => attempt(`at-${at}`, at));
  expect(writesPerSecondBefore(10_000, 3000, [...sent, attempt("refused", 8000, "refused")])).toBe(2 / 3);
});

const attempts = [attempt("a", 1000), attempt("b", 3000, "failed"), attempt("b", 4000), attempt("c", 9900)];

it("counts the recovery point from the oldest lost write's acknowledgement to the fault", () => {
  expect(rpoOf(10_400, new Set(["b", "c"]), attempts)).toBe(5.9);
  expect(rpoOf(10_400, new Set(), attempts)).toBe(0);
});

it("counts it to the newest lost write where the region was lost after the first fault", () => {
  expect(rpoOf(5000, new Set(["b", "c"]), attempts)).toBe(5.9);
  expect(rpoOf(5000, new Set(["c"]), attempts)).toBe(0);
});

it("takes of a tail what clients had a good answer to", () => {
  const more = [...attempts, attempt("d", 9950, "failed")];
  expect(acknowledgedIn(new Set(["b", "d", "e"]), more)).toEqual(new Set(["b"]));
});
