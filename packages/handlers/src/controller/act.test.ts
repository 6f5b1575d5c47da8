import { expect, test } from "vitest";
import { memoryLog } from "../transaction/fixtures.ts";
import { act } from "./act.ts";
import type { ActPorts } from "./act.ts";
import type { Action } from "./decide.ts";

/** Calls that are noted, with what each gives by its id. */
function calls(more: Partial<ActPorts> = {}) {
  const made: string[] = [];
  const { log, lines } = memoryLog();
  const note = (what: string) => async () => {
    made.push(what);
    return "done" as const;
  };
  const ports: ActPorts = {
    fences: { change: ({ kind, side, epoch }) => note(`${kind} ${side} ${epoch}`)() },
    latch: { change: ({ kind, epoch }) => note(`${kind} ${epoch}`)() },
    markers: { mark: (from, epoch) => note(`mark ${from} ${epoch}`)() },
    recorder: ({ kind, id }) => note(`${kind} ${id}`)(),
    log,
    callMs: 50,
    ...more,
  };
  return { ports, made, lines };
}

const told = { epoch: 2, at: 1, reasons: [] };
const actions: readonly Action[] = [
  { id: "2/fence/primary", kind: "fence", side: "primary", epoch: 2 },
  { id: "2/unfence/standby", kind: "unfence", side: "standby", epoch: 2 },
  { id: "2/mark/primary", kind: "mark", side: "primary", epoch: 2 },
  { id: "2/set-latch", kind: "set-latch", epoch: 2 },
  { id: "3/clear-latch", kind: "clear-latch", epoch: 3 },
  { id: "a/record", kind: "record", event: "decided", ...told },
  { id: "a/notify", kind: "notify", subject: "decided", ...told },
  { id: "a/raised", kind: "alarm", name: "unprotected", raised: true, at: 1 },
];

test("makes each call where it belongs", async () => {
  const { ports, made, lines } = calls();
  expect(await act(ports, actions)).toEqual(actions.map(({ id }) => ({ id, outcome: "done" })));
  expect(made).toEqual([
    "fence primary 2",
    "unfence standby 2",
    "mark primary 2",
    "set-latch 2",
    "clear-latch 3",
    "record a/record",
    "notify a/notify",
    "alarm a/raised",
  ]);
  expect(lines).toEqual([]);
});

test("a call that throws, is refused, or takes too long has failed, and keeps no other from being made", async () => {
  const failure = new Error("no route");
  const { ports, made, lines } = calls({
    fences: { change: ({ kind }) => (kind === "fence" ? Promise.reject(failure) : Promise.resolve("failed")) },
    markers: { mark: () => new Promise(() => undefined) },
  });
  const outcomes = (await act(ports, actions)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(["failed", "failed", "failed", "done", "done", "done", "done", "done"]);
  expect(made).toHaveLength(5);
  expect(lines.map(({ line }) => line)).toEqual([
    "error fence failed: 2/fence/primary",
    "info a call was refused",
    "error mark failed: 2/mark/primary",
  ]);
  expect(lines[1]?.detail).toEqual({ id: "2/unfence/standby", kind: "unfence" });
  expect(lines[2]?.detail).toMatchObject({ name: "TimeoutError" });
});

const database = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
const compute = { autoScalingGroups: { primary: "asg-primary", standby: "asg-standby" } };
const moves: readonly Action[] = [
  { id: "2/failover-database/standby", kind: "failover-database", side: "standby", epoch: 2 },
  { id: "2/switchover-database/standby", kind: "switchover-database", side: "standby", epoch: 2 },
  { id: "2/keep-tail/primary", kind: "keep-tail", side: "primary", epoch: 2, snapshot: "s", as: "kept-s" },
  { id: "2/drop-tail/primary", kind: "drop-tail", side: "primary", epoch: 2, as: "kept-s" },
  {
    id: "2/scale/standby",
    kind: "scale",
    side: "standby",
    epoch: 2,
    capacity: { least: 1, wanted: 2, most: 4 },
    isExact: false,
  },
];

test("moves the database and grows compute of the targets", async () => {
  const made: unknown[] = [];
  const { ports } = calls({
    changeDatabase: async (of, { kind }) => {
      made.push([of, kind]);
      return "done";
    },
    scale: async (of, { capacity }) => {
      made.push([of, capacity.wanted]);
      return "done";
    },
  });
  const outcomes = (await act(ports, moves, { database, compute })).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(["done", "done", "done", "done", "done"]);
  expect(made).toEqual([
    [database, "failover-database"],
    [database, "switchover-database"],
    [database, "keep-tail"],
    [database, "drop-tail"],
    [compute, 2],
  ]);
});

test("without a database or compute, such a call fails and is told", async () => {
  const { ports, lines } = calls();
  const without = await act(ports, moves, { database, compute });
  const unnamed = await act(ports, moves);
  expect([...without, ...unnamed].map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => "failed"));
  expect(lines[0]).toEqual({
    line: "error failover-database failed: 2/failover-database/standby",
    detail: new Error("there is no database to move"),
  });
  expect(lines[4]?.detail).toEqual(new Error("there is nothing to grow"));
});
