import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { observe } from "./observe.ts";
import type { Sources } from "./observe.ts";
import { initialState } from "./state.ts";
import type { ControllerState } from "./state.ts";
import { goodSources, silent, targets } from "./testing/sources.ts";

const at = 1_800_000_000_000;
const now = () => at;
const database = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
const compute = { autoScalingGroups: { primary: "asg-primary", standby: "asg-standby" } };
const roles = { writer: "primary", movingTo: undefined, engineVersion: "17.7" } as const;
const cluster = { engineVersion: "17.7", instances: 1 };
const lag = { lagMs: 2000, readAt: at - 3000 };
const capacity = { least: 1, wanted: 1, most: 6, serving: 1 };
const lost = { side: "primary", epoch: 2, since: at - 60_000 } as const;

const sources = (asked: unknown[], more: Partial<NonNullable<Sources["database"]>> = {}): Partial<Sources> => ({
  database: {
    roles: async (of) => {
      asked.push(of);
      return roles;
    },
    cluster: async () => cluster,
    lag: async (side) => {
      asked.push(side);
      return lag;
    },
    auroraVersion: async (side) => (side === "primary" ? "17.7.1" : undefined),
    silence: async () => 10_000,
    lostTail: async (_, left) => {
      asked.push(left);
      return "none";
    },
    ...more,
  },
  compute: async (_, side) => ({ ...capacity, wanted: side === "primary" ? 2 : 1 }),
});

async function seen(more: Partial<Sources>, state: Partial<ControllerState> = {}, of = { database, compute }) {
  const ports = { sources: goodSources(now, more), now, log: memoryLog().log };
  const { database: data, compute: grown } = await observe(ports, { ...targets, ...of }, { ...initialState, ...state });
  return { database: data, compute: grown };
}
const known = <Value>(value: Value) => ({ known: true, value, at });
const both = <Value>(primary: Value, standby: Value) => ({ primary, standby });

test("sees the database and the compute of the targets, each reading with its time", async () => {
  const asked: unknown[] = [];
  expect(await seen(sources(asked))).toEqual({
    database: {
      roles: known(roles),
      clusters: both(known(cluster), known(cluster)),
      lag: known(lag),
      auroraVersions: both<unknown>(known("17.7.1"), known(undefined)),
      silence: known(10_000),
      lostTail: { known: false, why: "nothing is lost" },
    },
    compute: both(known({ ...capacity, wanted: 2 }), known(capacity)),
  });
  expect(asked).toEqual([database, "standby"]);
});

test("looks for a lost tail while there may be one that is not kept", async () => {
  const asked: unknown[] = [];
  expect((await seen(sources(asked), { lostTail: lost })).database?.lostTail).toEqual(known("none"));
  await seen(sources(asked), { lostTail: { ...lost, keptAs: "kept" } });
  expect(asked).toEqual([database, "standby", lost, database, "standby"]);
});

test("sees the lag of the side that is not active", async () => {
  const asked: unknown[] = [];
  await seen(sources(asked), { active: "standby" });
  expect(asked).toEqual([database, "primary"]);
});

test("what does not answer is unknown", async () => {
  const more = {
    roles: silent,
    cluster: silent,
    lag: silent,
    auroraVersion: silent,
    silence: silent,
    lostTail: silent,
  };
  const noAnswer = { known: false, why: "nobody answers" };
  const silence = { ...sources([], more), compute: silent };
  expect(await seen(silence, { lostTail: lost })).toEqual({
    database: {
      roles: noAnswer,
      clusters: both(noAnswer, noAnswer),
      lag: noAnswer,
      auroraVersions: both(noAnswer, noAnswer),
      silence: noAnswer,
      lostTail: noAnswer,
    },
    compute: both(noAnswer, noAnswer),
  });
});

test("without targets of theirs there are neither", async () => {
  const ports = { sources: goodSources(now, sources([])), now, log: memoryLog().log };
  const observations = await observe(ports, targets, initialState);
  expect(["database" in observations, "compute" in observations]).toEqual([false, false]);
});
