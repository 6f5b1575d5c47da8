import { failover } from "@tandem/config/failover";
import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import type { Sources } from "./observe.ts";
import { initialState } from "./state.ts";
import type { ControllerState } from "./state.ts";
import type { StateStore } from "./state-store.ts";
import { goodSources, silent, targets } from "./testing/sources.ts";
import { tick } from "./tick.ts";

const at = 1_800_000_000_000;
const now = () => at;
const invocation = { invocationId: "i1", startedAt: at };

/** A controller over a state in memory, sources and calls that are noted in the order in which they are made. */
function controller({
  state = initialState,
  sources = {},
  store = {},
  fails = [],
}: {
  readonly state?: ControllerState;
  readonly sources?: Partial<Sources>;
  readonly store?: Partial<StateStore>;
  readonly fails?: readonly string[];
} = {}) {
  const made: string[] = [];
  const persisted: ControllerState[] = [];
  const counted: [string, number][] = [];
  const { log, lines } = memoryLog();
  let current = state;
  const call = async (what: string) => {
    made.push(what);
    return fails.includes(what) ? ("failed" as const) : ("done" as const);
  };
  const ports = {
    store: {
      hold: async () => current,
      persist: async (_: unknown, before: number, changed: ControllerState) => {
        made.push(`persist ${before}`);
        current = { ...changed, version: before + 1 };
        persisted.push(current);
        return current;
      },
      readTargets: async () => targets,
      readRequest: async () => undefined,
      ...store,
    },
    sources: goodSources(now, sources),
    calls: {
      fences: { change: ({ kind, side }: { kind: string; side: string }) => call(`${kind} ${side}`) },
      latch: { change: ({ kind }: { kind: string }) => call(kind) },
      markers: { mark: (from: string) => call(`mark ${from}`) },
      recorder: ({ kind }: { kind: string }) => call(kind),
      log,
      callMs: failover.callMs,
    },
    now,
    settings: failover,
    log,
    count: (metric: string, value: 0 | 1) => void counted.push([metric, value]),
  };
  return { run: () => tick(ports, invocation), made, persisted, counted, lines };
}

const asked = { request: async () => ({ id: "r1", kind: "failover", at }) as const };

test("a good day is persisted, and nothing is called", async () => {
  const { run, made, persisted, counted, lines } = controller();
  expect(await run()).toEqual({ nextTickMs: failover.tickMs });
  expect(made).toEqual(["persist 0"]);
  expect(persisted).toMatchObject([{ version: 1, active: "primary", outbox: [] }]);
  expect(counted).toEqual([]);
  expect(lines).toEqual([
    {
      line: "info tick",
      detail: { reasons: ["verdict up", "probe up", "heartbeat fresh"], unknown: {}, epoch: 1 },
    },
  ]);
});

test("what is decided is persisted before it is called, and what became of it after", async () => {
  const { run, made, persisted } = controller({ sources: asked, fails: ["notify"] });
  expect(await run()).toEqual({ nextTickMs: failover.fastTickMs });
  expect(made).toEqual(["persist 0", "fence primary", "record", "notify", "persist 1"]);
  const outcomes = persisted.map(({ version, operation, outbox }) => [
    version,
    operation?.intents.map(({ outcome }) => outcome),
    outbox.map(({ kind }) => kind),
  ]);
  expect(outcomes).toEqual([
    [1, ["pending"], ["record", "notify"]],
    // What was not told is told again at the next tick.
    [2, ["done"], ["notify"]],
  ]);
});

test("nothing is called where the state could not be persisted", async () => {
  const superseded = controller({ sources: asked, store: { persist: async () => "superseded" } });
  expect(await superseded.run()).toBe("superseded");
  expect(superseded.made).toEqual([]);
  const away = controller({ sources: asked, store: { persist: () => Promise.reject(new Error("away")) } });
  await expect(away.run()).rejects.toThrow("away");
  expect(away.made).toEqual([]);
});

test("another controller may move on while calls are under way", async () => {
  let writes = 0;
  const { run } = controller({
    sources: asked,
    store: {
      persist: async (_, before, state) => {
        writes += 1;
        return writes === 1 ? { ...state, version: before + 1 } : "superseded";
      },
    },
  });
  expect(await run()).toBe("superseded");
});

test("without the lease, nothing is looked at", async () => {
  const { run, made, lines } = controller({ store: { hold: async () => "superseded" } });
  expect(await run()).toBe("superseded");
  expect([made, lines]).toEqual([[], []]);
});

test("without targets a tick watches nothing, and says so", async () => {
  const { run, made, lines } = controller({ store: { readTargets: async () => undefined } });
  expect(await run()).toEqual({ nextTickMs: failover.tickMs });
  expect(made).toEqual([]);
  expect(lines.map(({ line }) => line)).toEqual([
    "info nothing to watch yet: the traffic plane has not told its targets",
  ]);
});

test("alarms that are raised are counted at each tick, and what is unknown is told", async () => {
  const { run, counted, lines } = controller({ sources: { verdict: silent, fence: silent } });
  await run();
  expect(counted).toEqual([["Alarm.verdict-unknown", 1]]);
  await run();
  expect(counted).toHaveLength(2);
  expect(lines[0]?.detail).toMatchObject({
    unknown: {
      verdict: "nobody answers",
      "fence of primary": "nobody answers",
      "fence of standby": "nobody answers",
    },
  });
});

test("a controller that knows nothing of what its targets name watches nothing, and fails", async () => {
  const database = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
  const naming = (more: object) => controller({ store: { readTargets: async () => ({ ...targets, ...more }) } });
  await expect(naming({ database }).run()).rejects.toThrow("the targets name a database, of which");
  await expect(naming({ compute: {} }).run()).rejects.toThrow("the targets name compute, of which");
});

test("what is unknown of database and compute is told as well", async () => {
  const database = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
  const { run, lines } = controller({
    store: { readTargets: async () => ({ ...targets, database, compute: {} }) },
    sources: {
      database: {
        roles: silent,
        cluster: silent,
        lag: silent,
        auroraVersion: silent,
        silence: async () => 1,
        lostTail: silent,
      },
      compute: async () => ({ least: 1, wanted: 1, most: 1, serving: 1 }),
    },
  });
  await run();
  expect(lines[0]?.detail).toMatchObject({
    unknown: {
      "database's roles": "nobody answers",
      "replication lag": "nobody answers",
      "cluster of primary": "nobody answers",
      "cluster of standby": "nobody answers",
    },
  });
});
