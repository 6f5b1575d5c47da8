import { describe, expect, test } from "vitest";
import { asError } from "../common/errors.ts";
import { fenceMaxAgeMs, roleSettlesMs } from "./fence.ts";
import type { FencePorts } from "./fence.ts";
import { memoryLog } from "./fixtures.ts";
import { fenceOf } from "./testing/fence.ts";
import type { RegionState } from "./ledger.ts";
import type { RegionStateItem } from "./region-state.ts";
import type { Side } from "./role.ts";

/** A fence over a scripted control table and a clock that the test moves. */
function scripted(...answers: readonly (RegionState | Error | undefined)[]) {
  const clock = { now: 1_000_000, readTakes: 0 };
  let reads = 0;
  const fence = fenceOf(
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

describe("what DNS says", () => {
  /** A primary whose item is as given, where DNS names this side. Writes to its item are noted. */
  function named(
    side: Side | undefined,
    item: RegionStateItem | undefined,
    more: Partial<Omit<FencePorts, "states">> & { readonly states?: Partial<FencePorts["states"]> } = {},
  ) {
    const now = 1_000_000;
    const written: unknown[][] = [];
    const { log, lines } = memoryLog();
    const states = {
      read: async () => item,
      confirm: async (epoch: number, at: number) => void written.push(["confirm", epoch, at]),
      fenceItself: async (read: RegionStateItem | undefined) => {
        written.push(["fence", read]);
        return { epoch: read?.epoch ?? 1, fenced: true };
      },
    };
    const ports = { lookUpRole: async () => side, log, ...more, states: { ...states, ...more.states } };
    return {
      fence: fenceOf(
        async () => item,
        () => now,
        ports,
      ),
      written,
      lines,
      now,
    };
  }
  const open = { epoch: 3, fenced: false, confirmed: true };
  const unconfirmed = { ...open, confirmed: false };

  test("the region that it names stays as it is", async () => {
    const { fence, written, lines } = named("primary", open);
    expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: false });
    expect([written, lines]).toEqual([[], []]);
  });

  test("the region that it names for the first time is armed", async () => {
    const { fence, written, now } = named("primary", unconfirmed);
    expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: false });
    expect(written).toEqual([["confirm", 3, now]]);
  });

  test("a fence that cannot be armed yet keeps no payment waiting", async () => {
    const confirm = () => Promise.reject(new Error("throttled"));
    const { fence, lines } = named("primary", unconfirmed, { states: { confirm } });
    expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: false });
    expect(lines).toEqual([{ line: "warn the fence cannot be armed yet", detail: new Error("throttled") }]);
  });

  test.each([
    ["one that was never written about", undefined, 1],
    ["one that DNS had named before", open, 3],
    ["one that it had named for long enough", { ...open, confirmedAt: 1_000_000 - roleSettlesMs - 1 }, 3],
  ])("where it names the other region, %s fences itself in its epoch", async (_, item, epoch) => {
    const { fence, written, lines } = named("standby", item);
    expect(await fence.current()).toEqual({ known: true, epoch, fenced: true });
    expect(written).toEqual([["fence", item]]);
    expect(lines).toEqual([{ line: "info the region fences itself: DNS names the other one", detail: { epoch } }]);
  });

  test.each([
    ["it has just been unfenced", unconfirmed],
    [
      "it was named a moment ago, and another process still hears what was before",
      {
        ...open,
        confirmedAt: 1_000_000 - roleSettlesMs,
      },
    ],
    ["it is fenced already", { ...open, fenced: true }],
  ])("a region does not fence itself where %s", async (_, item) => {
    const { fence, written } = named("standby", item);
    expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: item.fenced });
    expect(written).toEqual([]);
  });

  test("what was written meanwhile holds", async () => {
    const fenceItself = async () => ({ epoch: 4, fenced: false });
    const { fence } = named("standby", open, { states: { fenceItself } });
    expect(await fence.current()).toEqual({ known: true, epoch: 4, fenced: false });
  });

  test("a fence that cannot be set leaves it unknown whether writes are allowed", async () => {
    const failure = new Error("throttled");
    const { fence } = named("standby", open, { states: { fenceItself: () => Promise.reject(failure) } });
    expect(await fence.current()).toEqual({ known: false, error: failure });
  });

  test("silence changes nothing", async () => {
    const { fence, written } = named(undefined, open);
    expect(await fence.current()).toEqual({ known: true, epoch: 3, fenced: false });
    expect(written).toEqual([]);
  });

  test("the standby of a new environment starts fenced, whatever DNS says", async () => {
    for (const side of ["primary", "standby", undefined] as const) {
      const { fence, written } = named(side, undefined, { role: "standby", startsFenced: true });
      expect(await fence.current()).toEqual({ known: true, epoch: 1, fenced: true });
      expect(written).toEqual([]);
    }
  });
});
