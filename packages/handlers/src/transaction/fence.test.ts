import { expect, test } from "vitest";
import { asError } from "../common/errors.ts";
import { createFence, fenceMaxAgeMs } from "./fence.ts";
import type { RegionState } from "./ledger.ts";

/** A fence over a scripted control table and a clock that the test moves. */
function scripted(...answers: readonly (RegionState | Error | undefined)[]) {
  const clock = { now: 1_000_000, readTakes: 0 };
  let reads = 0;
  const fence = createFence(
    async () => {
      const answer = answers[reads];
      reads += 1;
      clock.now += clock.readTakes;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    () => clock.now,
  );
  return { fence, clock, reads: () => reads };
}

test("no item is the state before any failover: epoch 1, not fenced", async () => {
  const { fence } = scripted(undefined);
  expect(await fence.current()).toEqual({ known: true, epoch: 1, fenced: false });
});

test("an item is taken as it is", async () => {
  const { fence } = scripted({ epoch: 7, fenced: true });
  expect(await fence.current()).toEqual({ known: true, epoch: 7, fenced: true });
});

test("a reading serves until it is 2 s old, and not longer", async () => {
  const { fence, clock, reads } = scripted({ epoch: 1, fenced: false }, { epoch: 2, fenced: true });
  await fence.current();
  clock.now += fenceMaxAgeMs - 1;
  expect([await fence.current(), reads()]).toEqual([{ known: true, epoch: 1, fenced: false }, 1]);
  clock.now += 1;
  expect([await fence.current(), reads()]).toEqual([{ known: true, epoch: 2, fenced: true }, 2]);
});

test("the age counts from the start of the read", async () => {
  const { fence, clock, reads } = scripted({ epoch: 1, fenced: false }, { epoch: 2, fenced: true });
  clock.readTakes = fenceMaxAgeMs;
  await fence.current();
  expect([await fence.current(), reads()]).toEqual([{ known: true, epoch: 2, fenced: true }, 2]);
});

test("a clock that was set back makes a reading stale", async () => {
  const { fence, clock, reads } = scripted(undefined, { epoch: 2, fenced: false });
  await fence.current();
  clock.now -= 1;
  expect([await fence.current(), reads()]).toEqual([{ known: true, epoch: 2, fenced: false }, 2]);
});

test("a failed read is unknown, and the next one asks again", async () => {
  const failure = new Error("no route to host");
  const { fence } = scripted(failure, { epoch: 3, fenced: false });
  expect(await fence.current()).toEqual({ known: false, error: failure });
  expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: false });
});

test("a read made now replaces the kept one", async () => {
  const { fence, reads } = scripted(undefined, { epoch: 4, fenced: true });
  await fence.current();
  await fence.read();
  expect([await fence.current(), reads()]).toEqual([{ known: true, epoch: 4, fenced: true }, 2]);
});

test("what is thrown and is no Error becomes one, with its cause", () => {
  const error = asError("plain text");
  expect([error.message, error.cause]).toEqual(["plain text", "plain text"]);
});
