import { expect, test } from "vitest";
import { quietHistory } from "./history.ts";
import type { Fault } from "./history.ts";
import { simulate } from "./run.ts";

/** How many runs of each scenario; each has phases, delays and chances of its own. */
const runs = 20;
const lastsMs = 300_000;
const from = 30_000;
const forEver = Number.POSITIVE_INFINITY;

/** Down for 8 s and up for 8 s, in turns, to the end. */
const flapping = (kind: Fault["kind"]): readonly Fault[] =>
  Array.from({ length: Math.floor((lastsMs - from) / 16_000) }, (_, nth) => {
    const begins = from + nth * 16_000;
    return { kind, from: begins, to: begins + 8000 };
  });

const lasting = (kind: Fault["kind"]): readonly Fault[] => [{ kind, from, to: forEver }];

/**
 * The scenarios of the drill that are no cause to leave the primary. The drill's `metrics missing` is not among them: the
 * decision reads no metric, so that a history of it would be a quiet one.
 */
test.for([
  ["standby dark", lasting("standby-dark")],
  ["standby dark and back", [{ kind: "standby-dark", from, to: 150_000 }]],
  ["regions cut from each other", lasting("cut")],
  ["the primary's API flapping", flapping("api-dead")],
  ["the primary flapping, all of it", flapping("primary-dark")],
  ["heartbeat missing", lasting("heartbeat-missing")],
  ["the standby's egress cut", lasting("standby-egress-cut")],
] as const)("%s: in 20 runs, no operation is decided", ([, faults]) => {
  const seeds = Array.from({ length: runs }, (_, nth) => 1 + nth);
  const ends = seeds.map((seed) => {
    const { departures, violations, state, fences } = simulate({ ...quietHistory, seed, lastsMs, faults });
    const decided = state.decisions.map(({ what }) => what);
    return { departures, violations, decided, epoch: state.epoch, active: state.active, fences };
  });
  const fences = { primary: { epoch: 1, fenced: false }, standby: { epoch: 1, fenced: true } };
  const unmoved = { departures: [], violations: [], decided: [], epoch: 1, active: "primary", fences };
  expect(ends).toEqual(seeds.map(() => unmoved));
});

test("the same runs see a primary that stays dark, and leave it", () => {
  for (let seed = 1; seed <= runs; seed += 1) {
    const { departures } = simulate({ ...quietHistory, seed, lastsMs, faults: lasting("primary-dark") });
    expect(departures.map(({ kind }) => kind)).toEqual(["disaster"]);
  }
});
