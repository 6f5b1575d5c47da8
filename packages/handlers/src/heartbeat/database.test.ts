import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { writeHeartbeats } from "./logic.ts";

/** One tick of a writer whose database answers with this. */
async function tick(writeRow: () => Promise<"written" | "standby">, write: () => Promise<"written" | "superseded">) {
  const { log, lines } = memoryLog();
  const counted: string[] = [];
  const count = (of: string) => (result: string) => void counted.push(`${of} ${result}`);
  await writeHeartbeats(
    {
      region: "us-east-1",
      write,
      putEvidence: async () => undefined,
      database: { writeRow, count: count("row") },
      clock: { now: () => 1_000_000, sleep: async () => undefined },
      log,
      countHeartbeat: count("item"),
      countEvidenceFailure: () => undefined,
    },
    { invocationId: "i1", remainingMs: () => 0 },
  );
  return { counted: counted.toSorted(), lines: lines.map(({ line }) => line) };
}
const written = async () => "written" as const;
const end = "info heartbeats end";

test("a writer with a database writes there as well, and counts it", async () => {
  expect(await tick(written, written)).toEqual({ counted: ["item written", "row written"], lines: [end] });
});

test("on a standby there is nothing to count", async () => {
  expect(await tick(async () => "standby", written)).toEqual({ counted: ["item written"], lines: [end] });
});

test("a database that is down is told, and takes nothing from the region's own heartbeat", async () => {
  expect(await tick(() => Promise.reject(new Error("away")), written)).toEqual({
    counted: ["item written", "row failed"],
    lines: ["error the heartbeat could not be written to the database", end],
  });
});

test("a heartbeat tells when the database was last reached, as far as this invocation knows", async () => {
  const clock = { now: 1_000_000 };
  const told: unknown[] = [];
  const rows = ["written", "standby", "written", new Error("away"), "written"] as const;
  await writeHeartbeats(
    {
      region: "us-east-1",
      write: async ({ writtenAt, databaseWrittenAt }) => {
        told.push([writtenAt, databaseWrittenAt]);
        return told.length < rows.length ? "written" : "superseded";
      },
      putEvidence: async () => undefined,
      database: {
        writeRow: async () => {
          const row = rows[told.length - 1];
          if (row === undefined || row instanceof Error) throw row ?? new Error("not scripted");
          return row;
        },
        count: () => undefined,
      },
      clock: { now: () => clock.now, sleep: async (ms) => void (clock.now += ms) },
      log: memoryLog().log,
      countHeartbeat: () => undefined,
      countEvidenceFailure: () => undefined,
    },
    { invocationId: "i1", remainingMs: () => 180_000 },
  );
  expect(told).toEqual([
    [1_000_000, undefined],
    [1_010_000, 1_000_000],
    [1_020_000, 1_000_000],
    [1_030_000, 1_020_000],
    [1_040_000, 1_020_000],
  ]);
});
