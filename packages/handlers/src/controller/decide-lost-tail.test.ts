import { failover } from "@tandem/config/failover";
import { expect, it } from "vitest";
import { newIntent, resume } from "./intents.ts";
import { giveUpTail } from "./lost-tail.ts";
import type { LostTailValue } from "./readings.ts";
import { initialState } from "./state.ts";
import { roles, withDatabase } from "./testing/database.ts";
import type { See } from "./testing/ticks.ts";
import { Ticker, alarms, changes, goodDay, known, start, unknown } from "./testing/ticks.ts";

const lost = { side: "primary", epoch: 2, since: start } as const;
const state = { epoch: 2, active: "standby", latched: true, alarms: ["unprotected"], lostTail: lost } as const;
const tail = { snapshot: "rds:unplanned-global-failover-1", as: "kept-ledger-1" };

/** The standby is active after a failover, and this is found of the tail in the old side's region. */
const see = (found: LostTailValue["copy"] | "nothing"): See =>
  withDatabase(
    (at) =>
      goodDay(at, {
        fences: { primary: known({ epoch: 2, fenced: true }, at), standby: known({ epoch: 2, fenced: false }, at) },
        latch: known({ epoch: 2, set: true }, at),
      }),
    (at) => ({
      roles: roles("standby", at),
      lostTail: known(found === "nothing" ? "none" : { ...tail, copy: found }, at),
    }),
  );
const nothing = see("nothing");
const ticker = () => new Ticker({ ...state, alarms: [...state.alarms] });

it("is copied once it is found, and is kept once the copy is ready", () => {
  const controller = ticker();
  expect(changes(controller.tick(nothing))).toEqual([]);
  const found = controller.tick(see("none"));
  expect(found.actions).toContainEqual({
    kind: "keep-tail",
    id: "2/keep-tail/primary",
    side: "primary",
    epoch: 2,
    ...tail,
  });
  controller.tell("2/keep-tail/primary");
  const copying = controller.tick(see("under-way"));
  expect(changes(copying)).toEqual([]);
  expect(copying.state.lostTail).toEqual({ ...lost, snapshot: tail.snapshot });
  const kept = controller.tick(see("available"));
  expect(kept.state.lostTail).toEqual({ ...lost, snapshot: tail.snapshot, keptAs: tail.as });
  expect(kept.state.decisions.at(-1)).toMatchObject({
    what: "what primary's database had not replicated is kept as the snapshot kept-ledger-1",
    reasons: ["it was copied of rds:unplanned-global-failover-1"],
  });
  expect(controller.tick(see("available")).state.decisions).toHaveLength(1);
  expect(controller.tick(see("available"), failover.tailAlarmMs).state.alarms).toEqual(["unprotected"]);
});

it("is copied once more where the copy has failed, which is deleted first", () => {
  const controller = ticker();
  controller.tick(see("none"));
  const failed = controller.tick(see("failed"));
  expect(failed.actions).toContainEqual({
    kind: "drop-tail",
    id: "2/drop-tail/primary",
    side: "primary",
    epoch: 2,
    as: tail.as,
  });
  expect(failed.state.lostTail).toEqual({ ...lost, snapshot: tail.snapshot });
  controller.tell("2/drop-tail/primary");
  expect(changes(controller.tick(see("none")))).toEqual(["2/keep-tail/primary"]);
});

it.each<[string, See]>([
  ["was never found", nothing],
  ["is being copied still", see("under-way")],
  ["cannot be looked for", withDatabase(nothing, (at) => ({ roles: roles("standby", at), lostTail: unknown }))],
])("is told of with an alarm where it %s a quarter of an hour after the failover", (_, seen) => {
  const controller = ticker();
  expect(alarms(controller.tick(seen, failover.tailAlarmMs))).toEqual([]);
  expect(alarms(controller.tick(seen, 1))).toEqual(["+tail-not-kept"]);
  expect(alarms(controller.tick(see("available")))).toEqual(["-tail-not-kept"]);
});

it("is not looked for for ever, and people are told when it is given up", () => {
  const controller = ticker();
  const last = controller.tick(nothing, failover.tailSoughtMs);
  expect(last.state.lostTail).toEqual(lost);
  const over = controller.tick(nothing, 1);
  expect(over.state.lostTail).toBe(undefined);
  expect(alarms(over)).toEqual(["-tail-not-kept"]);
  expect(over.actions).toContainEqual({
    kind: "notify",
    id: "2/lost-tail-given-up/notify",
    subject: "what primary's database had not replicated is not kept, and is given up",
    epoch: 2,
    at: start + failover.tailSoughtMs + 1,
    reasons: ["it is not looked for any longer", "no snapshot of it was found"],
  });
});

it("is given up where a newer one takes its place, and forgotten in silence only where it is kept", () => {
  const tick = { observations: nothing(start), now: start, settings: failover };
  const given = (more: object) => {
    const before = { ...initialState, lostTail: { ...lost, snapshot: tail.snapshot, ...more } };
    const { lostTail, decisions } = giveUpTail(before, "there is a newer one", tick);
    expect(lostTail).toBe(undefined);
    return decisions.map(({ reasons }) => reasons);
  };
  expect(given({})).toEqual([
    ["there is a newer one", "RDS's own snapshot of it is rds:unplanned-global-failover-1, which expires"],
  ]);
  expect(given({ keptAs: tail.as })).toEqual([]);
  const promoting = new Ticker({
    ...state,
    alarms: [],
    epoch: 4,
    operation: {
      id: "4/disaster",
      kind: "disaster",
      from: "primary",
      to: "standby",
      epoch: 4,
      startedAt: start,
      step: "promote",
      stepStartedAt: start,
      database: true,
      intents: [],
    },
  });
  const done = promoting.tick(nothing);
  expect(done.state.lostTail).toEqual({ side: "primary", epoch: 4, since: start });
  expect(done.state.decisions.map(({ what }) => what)).toEqual([
    "what primary's database had not replicated is not kept, and is given up",
    "disaster to standby: promote done",
  ]);
});

it("is kept by repairs alone: what an operation resumes says nothing of its calls, and makes none again", () => {
  const observations = see("available")(start);
  const intent = newIntent({ kind: "keep-tail", side: "primary", epoch: 2, ...tail }, 0);
  expect(resume(intent, { observations, now: start, settings: failover }, false)).toEqual({ intent, due: false });
});
