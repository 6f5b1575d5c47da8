import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import type { LagReport } from "./lag.ts";
import { readLags } from "./logic.ts";

type Step<Value> = Value | Error;

/** A reader over scripted readings and reports, on a clock that sleeping moves. */
async function run(
  rows: readonly Step<{ writtenAt: number; ageMs: number }>[],
  reports: readonly Step<"written" | "superseded">[],
  remainingMs = () => 180_000,
) {
  const { log, lines } = memoryLog();
  const clock = { now: 1_000_000 };
  const reported: LagReport[] = [];
  const published: number[] = [];
  let reads = 0;
  const next = async <Value>(step: Step<Value> | undefined): Promise<Value> => {
    if (step === undefined) throw new Error("not scripted");
    if (step instanceof Error) throw step;
    return step;
  };
  const ports = {
    region: "us-west-2",
    readCopy: async () => {
      reads += 1;
      clock.now += 40;
      return await next(rows[reads - 1]);
    },
    report: async (report: LagReport) => await next(reports[reported.push(report) - 1]),
    publish: (seconds: number) => void published.push(seconds),
    clock: { now: () => clock.now, sleep: async (ms: number) => void (clock.now += ms) },
    log,
  };
  await readLags(ports, { invocationId: "i1", remainingMs });
  return { reported, published, lines };
}
const row = { writtenAt: 999_000, ageMs: 1500 };
const identity = { region: "us-west-2", startedAt: 1_000_000, invocationId: "i1" };

test("reads every ten seconds, leaves each reading with its time, and tells CloudWatch, until a later invocation reads", async () => {
  const { reported, published, lines } = await run(
    [row, { ...row, ageMs: 31_250 }, row],
    ["written", "written", "superseded"],
  );
  expect(reported.slice(0, 2)).toEqual([
    { ...identity, writtenAt: 1_000_000, lag: { known: true, ...row } },
    { ...identity, writtenAt: 1_010_000, lag: { known: true, ...row, ageMs: 31_250 } },
  ]);
  expect(published).toEqual([1.5, 31.25]);
  expect(lines).toEqual([
    { line: "info lag readings end", detail: { because: "a later invocation writes", ticks: 3 } },
  ]);
});

test("what cannot be read is unknown, and no datum", async () => {
  const failure = new Error("no heartbeat of the database's writer has arrived yet");
  const { reported, published, lines } = await run([failure], ["written"], () => 0);
  expect(reported).toEqual([{ ...identity, writtenAt: 1_000_000, lag: { known: false, why: failure.message } }]);
  expect(published).toEqual([]);
  expect(lines[0]).toEqual({ line: "warn the replication lag is unknown", detail: failure });
});

test("a table that does not answer is told, and keeps no datum back", async () => {
  const { published, lines } = await run([row], [new Error("DynamoDB is away")], () => 0);
  expect(published).toEqual([1.5]);
  expect(lines.map(({ line }) => line)).toEqual([
    "error the replication lag could not be left for the controller",
    "info lag readings end",
  ]);
});
