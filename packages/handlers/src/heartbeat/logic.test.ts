import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { afterTick, lastingMs, tickReserveMs, writeHeartbeats } from "./logic.ts";
import type { TickResult } from "./logic.ts";

const plenty = 180_000;

describe("afterTick", () => {
  const after = (result: TickResult, now: number, remainingMs = plenty) =>
    afterTick(result, { startedAt: 1_000_000, now: 1_000_000 + now, remainingMs });

  it("sleeps until the next multiple of ten seconds after the start", () => {
    expect(after("written", 0)).toEqual({ sleepMs: 10_000 });
    expect(after("written", 12)).toEqual({ sleepMs: 9_988 });
    expect(after("written", 10_000)).toEqual({ sleepMs: 10_000 });
    expect(after("written", 23_500)).toEqual({ sleepMs: 6_500 });
  });

  it("goes on after a heartbeat that could not be written as after one that was", () => {
    expect(after("failed", 12)).toEqual(after("written", 12));
  });

  it("ends for a later invocation, whatever time is left", () => {
    expect(after("superseded", 12)).toEqual({ stop: "a later invocation writes" });
  });

  it("ticks at 150 s, and not later", () => {
    expect(after("written", 140_000)).toEqual({ sleepMs: 10_000 });
    expect(after("written", 140_900)).toEqual({ sleepMs: 9_100 });
    expect(after("written", 150_000)).toEqual({ stop: "it has lasted" });
  });

  it("leaves a whole tick's time before Lambda's deadline", () => {
    expect(after("written", 0, 20_000)).toEqual({ sleepMs: 10_000 });
    expect(after("written", 0, 19_999)).toEqual({ stop: "the deadline" });
  });

  it("goes on where the clock was set back", () => {
    expect(after("written", -5_000)).toEqual({ sleepMs: 10_000 });
  });

  it("never sleeps past the end, nor longer than an interval, nor not at all", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 400_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        (now, remainingMs) => {
          const next = after("written", now, remainingMs);
          if ("stop" in next) return;
          expect(next.sleepMs).toBeGreaterThan(0);
          expect(next.sleepMs).toBeLessThanOrEqual(10_000);
          expect(now + next.sleepMs).toBeLessThanOrEqual(lastingMs);
          expect(next.sleepMs + tickReserveMs).toBeLessThanOrEqual(remainingMs);
        },
      ),
    );
  });
});

/** A writer whose clock moves when it sleeps, and by 5 ms with each write. */
function writer({
  write = () => "written",
  evidence = () => undefined,
  timeoutMs = plenty,
}: {
  readonly write?: (nth: number) => "written" | "superseded";
  readonly evidence?: (nth: number) => void;
  readonly timeoutMs?: number;
}) {
  let now = 1_000_000;
  const heartbeats: Heartbeat[] = [];
  const put: Heartbeat[] = [];
  const counted: string[] = [];
  const { log, lines } = memoryLog();
  const run = () =>
    writeHeartbeats(
      {
        region: "us-east-1",
        write: async (heartbeat) => {
          heartbeats.push(heartbeat);
          now += 5;
          return write(heartbeats.length);
        },
        putEvidence: async (heartbeat) => {
          put.push(heartbeat);
          evidence(put.length);
        },
        clock: { now: () => now, sleep: async (ms) => void (now += ms) },
        log,
        countHeartbeat: (result) => void counted.push(result),
        countEvidenceFailure: () => void counted.push("evidence"),
      },
      { invocationId: "i1", remainingMs: () => 1_000_000 + timeoutMs - now },
    );
  return { run, heartbeats, put, counted, lines };
}

const times = (heartbeats: readonly Heartbeat[]) => heartbeats.map(({ writtenAt }) => (writtenAt - 1_000_000) / 1000);

describe("writeHeartbeats", () => {
  it("writes every ten seconds for 150 s, and one object", async () => {
    const { run, heartbeats, put, counted, lines } = writer({});
    await run();
    expect(times(heartbeats)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150]);
    expect(heartbeats[1]).toEqual({
      region: "us-east-1",
      writtenAt: 1_010_000,
      startedAt: 1_000_000,
      invocationId: "i1",
    });
    expect(put).toEqual(heartbeats.slice(0, 1));
    expect(counted).toEqual(heartbeats.map(() => "written"));
    expect(lines).toEqual([{ line: "info heartbeats end", detail: { because: "it has lasted", ticks: 16 } }]);
  });

  it("stops as soon as a later invocation writes, and counts that tick neither way", async () => {
    const { run, heartbeats, put, counted, lines } = writer({ write: (nth) => (nth < 3 ? "written" : "superseded") });
    await run();
    expect(times(heartbeats)).toEqual([0, 10, 20]);
    expect(put).toHaveLength(1);
    expect(counted).toEqual(["written", "written"]);
    expect(lines.at(-1)?.detail).toEqual({ because: "a later invocation writes", ticks: 3 });
  });

  it("an invocation that comes too late writes nothing anywhere", async () => {
    const { run, put, counted } = writer({ write: () => "superseded" });
    await run();
    expect([put, counted]).toEqual([[], []]);
  });

  it("logs and counts a heartbeat that could not be written, and writes the next one", async () => {
    const { run, counted, lines } = writer({
      write: (nth) => {
        if (nth === 2) throw new Error("DynamoDB is away");
        return "written";
      },
      timeoutMs: 45_000,
    });
    await run();
    expect(counted).toEqual(["written", "failed", "written", "written"]);
    expect(lines).toEqual([
      { line: "error the heartbeat could not be written", detail: new Error("DynamoDB is away") },
      { line: "info heartbeats end", detail: { because: "the deadline", ticks: 4 } },
    ]);
  });

  it("tries the object at each tick until it is put, also while the table is away", async () => {
    const { run, heartbeats, put, counted, lines } = writer({
      write: (nth) => {
        if (nth === 1) throw new Error("DynamoDB is away");
        return "written";
      },
      evidence: (nth) => {
        if (nth < 3) throw new Error("S3 is away");
      },
      timeoutMs: 55_000,
    });
    await run();
    expect(times(put)).toEqual([0, 10, 20]);
    expect(heartbeats).toHaveLength(5);
    expect(counted).toEqual(["failed", "evidence", "written", "evidence", "written", "written", "written"]);
    expect(lines.map(({ line }) => line).filter((line) => line.startsWith("error"))).toEqual([
      "error the heartbeat could not be written",
      "error the heartbeat could not be put into the bucket",
      "error the heartbeat could not be put into the bucket",
    ]);
  });
});
