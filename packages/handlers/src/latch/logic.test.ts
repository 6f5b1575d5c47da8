import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { createLatch, latchMaxAgeMs } from "./logic.ts";

/** A latch over scripted readings and a clock that the test moves. */
function scripted(...readings: readonly (boolean | Error)[]) {
  const clock = { now: 1_000_000 };
  const { log, lines } = memoryLog();
  let reads = 0;
  const ask = createLatch({
    environment: "dev",
    readLatch: async () => {
      const reading = readings[reads];
      reads += 1;
      if (reading === undefined || reading instanceof Error) throw reading ?? new Error("not scripted");
      return reading;
    },
    now: () => clock.now,
    log,
  });
  return { ask, clock, lines, reads: () => reads };
}

test("says LATCHED only where the latch is set", async () => {
  expect(await scripted(true).ask("GET", "/latch")).toEqual({ status: 200, body: "LATCHED-dev" });
  expect(await scripted(false).ask("GET", "/latch")).toEqual({ status: 200, body: "OPEN-dev" });
});

test("where it cannot tell it is a 503 without the body that takes the primary down, and a log line", async () => {
  const failure = new Error("DynamoDB is away");
  const { ask, lines } = scripted(failure);
  expect(await ask("GET", "/latch")).toEqual({ status: 503, body: "UNKNOWN-dev" });
  expect(lines).toEqual([{ line: "warn the latch cannot be read", detail: failure }]);
});

test("one reading serves for a second, also requests side by side, and not longer", async () => {
  const { ask, clock, reads } = scripted(false, true);
  await Promise.all([ask("GET", "/latch"), ask("GET", "/latch")]);
  clock.now += latchMaxAgeMs - 1;
  expect([(await ask("GET", "/latch")).body, reads()]).toEqual(["OPEN-dev", 1]);
  clock.now += 1;
  expect([(await ask("GET", "/latch")).body, reads()]).toEqual(["LATCHED-dev", 2]);
});

test.each([
  ["POST", "/latch"],
  ["GET", "/"],
  ["GET", "/latch/"],
])("%s %s is a 404 that reads nothing", async (method, path) => {
  const { ask, reads } = scripted();
  expect(await ask(method, path)).toEqual({ status: 404, body: "legal is GET /latch" });
  expect(reads()).toBe(0);
});
