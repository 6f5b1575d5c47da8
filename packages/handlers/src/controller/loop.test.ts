import { failover } from "@tandem/config/failover";
import { describe, expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { afterTick, tickReserveMs, watch } from "./loop.ts";
import type { TickResult } from "./tick.ts";

const startedAt = 1_000_000;
const plenty = 180_000;

describe("afterTick", () => {
  const after = (result: TickResult, elapsed: number, tookMs: number, remainingMs = plenty) => {
    const now = startedAt + elapsed;
    return afterTick(result, { startedAt, tickStartedAt: now - tookMs, now, remainingMs });
  };

  test("keeps ticks as far apart as wanted, from start to start", () => {
    expect(after({ nextTickMs: 10_000 }, 300, 300)).toEqual({ sleepMs: 9_700 });
    expect(after({ nextTickMs: 2_000 }, 20_000, 1_500)).toEqual({ sleepMs: 500 });
  });

  test("follows a late tick at once", () => {
    expect(after({ nextTickMs: 2_000 }, 20_000, 3_100)).toEqual({ sleepMs: 0 });
  });

  test("ends for a later invocation, whatever time is left", () => {
    expect(after("superseded", 300, 300)).toEqual({ stop: "a later invocation watches" });
  });

  test("ticks at 150 s, and not later", () => {
    expect(after({ nextTickMs: 10_000 }, 140_000, 0)).toEqual({ sleepMs: 10_000 });
    expect(after({ nextTickMs: 10_000 }, 140_001, 0)).toEqual({ stop: "it has lasted" });
  });

  test("leaves a whole tick's time before Lambda's deadline", () => {
    const next = { nextTickMs: 2_000 };
    expect(after(next, 0, 0, 2_000 + tickReserveMs)).toEqual({ sleepMs: 2_000 });
    expect(after(next, 0, 0, 1_999 + tickReserveMs)).toEqual({ stop: "the deadline" });
  });

  test("goes on where the clock was set back", () => {
    expect(after({ nextTickMs: 10_000 }, -5_000, -5_000)).toEqual({ sleepMs: 10_000 });
  });
});

/** A watch whose clock moves when it sleeps, and by 100 ms with each tick. */
async function watched(tick: (nth: number) => TickResult) {
  let now = startedAt;
  const times: number[] = [];
  const counted: [string, number][] = [];
  const { log, lines } = memoryLog();
  await watch(
    {
      tick: async (invocation) => {
        expect(invocation).toEqual({ invocationId: "i1", startedAt });
        times.push(now - startedAt);
        now += 100;
        return tick(times.length);
      },
      clock: { now: () => now, sleep: async (ms) => void (now += ms) },
      log,
      count: (metric, value) => void counted.push([metric, value]),
    },
    { invocationId: "i1", remainingMs: () => startedAt + plenty - now },
  );
  return { times, counted, lines };
}

test("watches for 150 s, faster while a tick asks for it", async () => {
  const { times, counted, lines } = await watched((nth) => ({
    nextTickMs: nth > 1 && nth < 4 ? failover.fastTickMs : failover.tickMs,
  }));
  expect(times.slice(0, 5)).toEqual([0, 10_000, 12_000, 14_000, 24_000]);
  expect(times.at(-1)).toBe(144_000);
  expect(counted).toEqual(times.map(() => ["ControllerTicks", 1]));
  expect(lines).toEqual([{ line: "info the watch ends", detail: { because: "it has lasted", ticks: times.length } }]);
});

test("stops as soon as a later invocation watches, and counts that tick neither way", async () => {
  const { times, counted } = await watched((nth) => (nth < 3 ? { nextTickMs: failover.tickMs } : "superseded"));
  expect(times).toEqual([0, 10_000, 20_000]);
  expect(counted).toHaveLength(2);
});

test("a tick that fails is logged and counted, and followed fast", async () => {
  const failure = new Error("DynamoDB is away");
  const { times, counted, lines } = await watched((nth) => {
    if (nth === 1) throw failure;
    return nth < 3 ? { nextTickMs: failover.tickMs } : "superseded";
  });
  expect(times).toEqual([0, 2_000, 12_000]);
  expect(counted).toEqual([
    ["ControllerTicks", 0],
    ["ControllerTicks", 1],
  ]);
  expect(lines[0]).toEqual({ line: "error the tick failed", detail: failure });
});
