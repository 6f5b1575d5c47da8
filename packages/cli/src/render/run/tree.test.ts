import type { RolloutEvent } from "@tandem/orchestrator";
import { describe, expect, it } from "vitest";
import { failures } from "./failures.ts";
import { plainLine } from "./plain.ts";
import { duration, tree } from "./tree.ts";
import { after, nothingYet } from "./view.ts";

const layer = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });
const started: RolloutEvent = {
  type: "run-started",
  command: "up",
  environment: "dev",
  run: "up-1",
  layers: [
    { ...layer("shared"), expected: { seconds: 3, steps: 12 } },
    layer("primary-region", "shared"),
    layer("standby-region", "shared"),
    layer("global/traffic", "primary-region", "standby-region"),
  ],
};
const phase = (id: string): RolloutEvent => ({ type: "layer-phase", layer: id, phase: "up" });
const step = (id: string, count: number): RolloutEvent => ({
  type: "layer-step",
  layer: id,
  operation: "create",
  resourceType: "aws:kms/key:Key",
  name: "data-key",
  count,
});
const ended = (id: string, status: "done" | "unchanged" | "failed" | "blocked", reason?: string): RolloutEvent => ({
  type: "layer-ended",
  layer: id,
  status,
  seconds: 2,
  ...(reason === undefined ? {} : { reason, log: "/logs/x.log" }),
});
const refused = "up of tandem-primary-region/dev failed\n  AccessDenied: no";

/** Each event a second after the one before it. */
function viewOf(...events: readonly RolloutEvent[]) {
  return events.reduce((view, event, index) => after(view, event, index * 1000), nothingYet);
}

function drawn(events: readonly RolloutEvent[], canvas: Partial<Parameters<typeof tree>[1]> = {}) {
  const plain = (_: string, text: string): string => text;
  return tree(viewOf(...events), { columns: 80, rows: 24, now: 4000, stopping: false, paint: plain, ...canvas });
}

describe("the tree", () => {
  it("shows what runs with its steps, its time and the last run's, and what the others wait for", () => {
    expect(drawn([started, phase("shared"), step("shared", 4)])).toBe(
      [
        "up dev",
        "⠋ shared          up 4/12  3.0 s of 3.0 s  create data-key",
        "· primary-region  waits for shared",
        "· standby-region  waits for shared",
        "· global/traffic  waits for primary-region, standby-region",
        "0/4 layers · 4.0 s",
      ].join("\n"),
    );
  });

  it("shows how each layer ended, and that it stops", () => {
    const events = [
      started,
      phase("shared"),
      step("shared", 12),
      { type: "layer-phase", layer: "shared", phase: "gate" } as const,
      ended("shared", "done"),
      ended("primary-region", "failed", refused),
      ended("standby-region", "unchanged", "nothing has changed"),
    ];
    expect(drawn(events, { stopping: true })).toBe(
      [
        "up dev",
        "✔ shared          12 steps  2.0 s",
        "✖ primary-region  failed  2.0 s  up of tandem-primary-region/dev failed",
        "= standby-region  unchanged  nothing has changed",
        "· global/traffic  next",
        "3/4 layers · 4.0 s  finishing what runs; Ctrl-C cancels it",
      ].join("\n"),
    );
  });

  it("never draws past the terminal's edge", () => {
    const narrow = drawn([started, phase("shared"), step("shared", 4)], { columns: 40 }).split("\n");
    expect(Math.max(...narrow.map((line) => line.length))).toBe(40);
    expect(narrow[1]).toBe("⠋ shared          up 4/12  3.0 s of 3.0…");
  });

  it("keeps to what runs or failed where there are more layers than lines", () => {
    const ids = Array.from({ length: 200 }, (_, n) => `layer-${n}`);
    const many: RolloutEvent = { ...started, layers: ids.map((id) => layer(id)) };
    const lines = drawn([many, ended("layer-0", "done"), phase("layer-1"), ended("layer-2", "failed", "no")]).split(
      "\n",
    );
    expect(lines).toHaveLength(5);
    expect(lines[3]).toBe("  … 1 more ended, 197 more to come");
  });

  it("tells what the slowest chain took last time, where every layer is known", () => {
    const expected = (seconds: number) => ({ expected: { seconds, steps: 1 } });
    const layers = [
      { ...layer("a"), ...expected(5) },
      { ...layer("b", "a"), ...expected(10) },
      { ...layer("c", "a"), ...expected(70) },
    ];
    expect(
      drawn([{ ...started, layers }])
        .split("\n")
        .at(-1),
    ).toBe("0/3 layers · 4.0 s · last run 1 min 15 s");
  });
});

it("tells durations in seconds, then in minutes", () => {
  expect([0.04, 59.94, 60, 3599.6].map(duration)).toEqual(["0.0 s", "59.9 s", "1 min 00 s", "60 min 00 s"]);
});

it("gathers what failed, with the engine's words and its log", () => {
  expect(failures(viewOf(started, phase("primary-region"), ended("primary-region", "failed", refused)))).toBe(
    "\nprimary-region: up failed\n  up of tandem-primary-region/dev failed\n    AccessDenied: no\n  log: /logs/x.log\n",
  );
  expect(failures(viewOf(started, ended("shared", "done")))).toBe("");
});

it("writes plain lines without steps", () => {
  const events: readonly RolloutEvent[] = [
    started,
    phase("shared"),
    step("shared", 1),
    { type: "layer-message", layer: "shared", text: "1 pending create imported" },
    ended("shared", "done"),
    ended("primary-region", "failed", refused),
    ended("global/traffic", "blocked", "primary-region is not done"),
    { type: "run-ended", ok: false, seconds: 61 },
  ];
  expect(events.map(plainLine).join("")).toBe(
    [
      "up dev: shared, primary-region, standby-region, global/traffic",
      "-  shared: up",
      "   shared: 1 pending create imported",
      "ok shared: done (2.0 s)",
      "x  primary-region: failed (2.0 s): up of tandem-primary-region/dev failed",
      "!  global/traffic: blocked (2.0 s): primary-region is not done",
      "x  1 min 01 s",
      "",
    ].join("\n"),
  );
});
