import { describe, expect, test } from "vitest";
import { memoryLog } from "./fixtures.ts";
import { fenceOf } from "./testing/fence.ts";
import { createHealth, healthMaxAgeMs } from "./health.ts";
import type { RegionState } from "./ledger.ts";

const identity = { service: "payment-processor", environment: "dev", region: "us-east-1" };
const named = (name: string) => Object.assign(new Error(`${name} at arn:aws:secret`), { name });
const never = () => new Promise<never>(() => undefined);

function regionWith(stores: {
  readonly control?: () => Promise<RegionState | undefined>;
  readonly workload?: (signal: AbortSignal) => Promise<void>;
  readonly startsFenced?: boolean;
}) {
  const clock = { now: 5_000 };
  const calls = { control: 0, workload: 0 };
  const { log, lines } = memoryLog();
  const now = () => clock.now;
  const fence = fenceOf(
    async () => {
      calls.control += 1;
      return await stores.control?.();
    },
    now,
    { startsFenced: stores.startsFenced ?? false },
  );
  const probeWorkload = async (signal: AbortSignal) => {
    calls.workload += 1;
    await stores.workload?.(signal);
  };
  const health = createHealth({ fence, probeWorkload, now, log, identity });
  return { health, clock, calls, lines };
}

describe("a region that is not fenced and whose stores answer", () => {
  test("is healthy and ready", async () => {
    const { health, lines } = regionWith({});
    expect(await health.health()).toEqual({
      status: 200,
      body: { status: "healthy", ...identity, fenced: false, epoch: 1 },
    });
    expect(await health.ready()).toEqual({
      status: 200,
      body: { status: "ready", ...identity, fenced: false, epoch: 1 },
    });
    expect(lines).toEqual([]);
  });

  test('opens its body with "status":"healthy", which Route 53 looks for in the first 5,120 bytes', async () => {
    const { health } = regionWith({});
    const { body } = await health.health();
    expect(JSON.stringify(body).startsWith('{"status":"healthy",')).toBe(true);
  });
});

test("a fenced region is unhealthy, and ready once it is promoted", async () => {
  const { health } = regionWith({ control: async () => ({ epoch: 4, fenced: true }) });
  const answer = await health.health();
  expect(answer).toEqual({
    status: 503,
    body: {
      status: "unhealthy",
      reasons: ["the region is fenced at epoch 4"],
      ...identity,
      fenced: true,
      epoch: 4,
    },
  });
  expect(JSON.stringify(answer.body)).not.toContain('"status":"healthy"');
  expect(await health.ready()).toEqual({ status: 200, body: { status: "ready", ...identity, fenced: true, epoch: 4 } });
});

test("the standby of a new environment is unhealthy and ready, without an item", async () => {
  const { health } = regionWith({ startsFenced: true });
  const standing = { ...identity, fenced: true, epoch: 1 };
  const reasons = ["the region is fenced at epoch 1"];
  expect(await health.health()).toEqual({ status: 503, body: { status: "unhealthy", reasons, ...standing } });
  expect(await health.ready()).toEqual({ status: 200, body: { status: "ready", ...standing } });
});

test("a store that fails is a reason by its error's name alone, and a log line with all of it", async () => {
  const denied = named("AccessDeniedException");
  const { health, lines } = regionWith({
    workload: async () => {
      throw denied;
    },
  });
  const reasons = ["the workload table does not answer: AccessDeniedException"];
  expect(await health.health()).toEqual({
    status: 503,
    body: { status: "unhealthy", reasons, ...identity, fenced: false, epoch: 1 },
  });
  expect(await health.ready()).toEqual({
    status: 503,
    body: { status: "unready", reasons, ...identity, fenced: false, epoch: 1 },
  });
  expect(lines).toEqual([{ line: "warn the workload table cannot be read", detail: denied }]);
});

test("an unknown fence is neither healthy nor ready, and no epoch is claimed", async () => {
  const timeout = named("TimeoutError");
  const { health, lines } = regionWith({
    control: async () => {
      throw timeout;
    },
  });
  const reasons = ["the control table does not answer: TimeoutError"];
  expect(await health.health()).toEqual({
    status: 503,
    body: { status: "unhealthy", reasons, ...identity, fenced: "unknown" },
  });
  expect(await health.ready()).toEqual({
    status: 503,
    body: { status: "unready", reasons, ...identity, fenced: "unknown" },
  });
  expect(lines).toEqual([{ line: "warn the control table cannot be read", detail: timeout }]);
});

test("every reason is given at once", async () => {
  const { health } = regionWith({
    control: async () => ({ epoch: 2, fenced: true }),
    workload: async () => {
      throw named("ResourceNotFoundException");
    },
  });
  expect((await health.health()).body["reasons"]).toEqual([
    "the region is fenced at epoch 2",
    "the workload table does not answer: ResourceNotFoundException",
  ]);
});

test("stores that never answer are given up well before Route 53's 2 s", async () => {
  const signals: AbortSignal[] = [];
  const { health } = regionWith({
    control: never,
    workload: async (signal) => {
      signals.push(signal);
      await never();
    },
  });
  const begun = performance.now();
  const answer = await health.health();
  expect(performance.now() - begun).toBeLessThan(2000);
  expect(answer.body["reasons"]).toEqual([
    "the control table does not answer: TimeoutError",
    "the workload table does not answer: TimeoutError",
  ]);
  expect(signals.map((signal) => signal.aborted)).toEqual([true]);
});

test("one set of readings serves both routes for 2 s, and not longer", async () => {
  const { health, clock, calls } = regionWith({});
  await Promise.all([health.health(), health.ready(), health.health()]);
  clock.now += healthMaxAgeMs - 1;
  await health.ready();
  expect(calls).toEqual({ control: 1, workload: 1 });
  clock.now += 1;
  await health.health();
  expect(calls).toEqual({ control: 2, workload: 2 });
});

describe("a region with a database", () => {
  const answer = async (
    more: Partial<Parameters<typeof createHealth>[0]>,
    state: RegionState = { epoch: 1, fenced: false },
  ) => {
    const { log, lines } = memoryLog();
    const now = () => 5000;
    const fence = fenceOf(async () => state, now);
    const health = createHealth({ fence, probeWorkload: async () => undefined, now, log, identity, ...more });
    const [{ status, body }, ready] = await Promise.all([health.health(), health.ready()]);
    return { health: [status, body], ready: ready.body, lines };
  };
  const reject = (name: string) => () => Promise.reject(named(name));
  const standing = { ...identity, fenced: false, epoch: 1 };

  test('tells of its market right after its status, as Route 53 looks for it: "status":"healthy","market":"valid"', async () => {
    const { health, ready } = await answer({ readMarket: async () => undefined, probeWrites: async () => undefined });
    expect(health).toEqual([200, { status: "healthy", market: "valid", ...standing }]);
    expect(JSON.stringify(health[1]).startsWith('{"status":"healthy","market":"valid",')).toBe(true);
    expect(ready).toEqual({ status: "ready", market: "valid", ...standing });
  });

  test("is neither healthy nor ready without valid trading data", async () => {
    const { health, ready, lines } = await answer({ readMarket: reject("Error") });
    const reasons = ["there is no valid trading data: Error"];
    expect(health).toEqual([503, { status: "unhealthy", market: "invalid", reasons, ...standing }]);
    expect(ready).toEqual({ status: "unready", market: "invalid", reasons, ...standing });
    expect(lines.map(({ line }) => line)).toEqual(["warn there is no valid trading data"]);
  });

  test("is not healthy where its database takes no writes, and ready: it could be promoted", async () => {
    const { health, ready } = await answer({ probeWrites: reject("NotPromoted") });
    expect(health).toEqual([
      503,
      { status: "unhealthy", reasons: ["the database takes no writes: NotPromoted"], ...standing },
    ]);
    expect(ready).toEqual({ status: "ready", ...standing });
  });

  test("gives its fence as the only reason where it is fenced: its database is a standby by right", async () => {
    let asked = 0;
    const probeWrites = async () => void (asked += 1);
    const { health } = await answer({ probeWrites }, { epoch: 2, fenced: true });
    expect(asked).toBe(0);
    const reasons = ["the region is fenced at epoch 2"];
    expect(health).toEqual([503, { status: "unhealthy", reasons, ...identity, fenced: true, epoch: 2 }]);
  });
});
