import fc from "fast-check";
import { expect, test } from "vitest";
import { otherFaultKinds, primaryFaultKinds, quietHistory } from "./history.ts";
import type { History } from "./history.ts";
import { simulate } from "./run.ts";
import { faultsOf, mishaps, requests, sameEachTime, seed, share, troubled } from "./testing/histories.ts";

const history = (more: { readonly [Name in keyof History]?: fc.Arbitrary<History[Name]> }): fc.Arbitrary<History> =>
  fc.record(more).map((drawn) => ({ ...quietHistory, seed: 0, ...drawn }));

test("whatever happens: never two writers in one epoch, epochs grow, one operation at a time, no loss without witnesses", () => {
  fc.assert(
    fc.property(
      history({ ...troubled, faults: faultsOf(...primaryFaultKinds, ...otherFaultKinds), requests }),
      (drawn) => {
        expect(simulate(drawn).violations).toEqual([]);
      },
    ),
    { ...sameEachTime, numRuns: 12_000 },
  );
}, 120_000);

test("a healthy primary is never left, whatever is wrong with what is seen of it", () => {
  fc.assert(
    fc.property(history({ ...troubled, faults: faultsOf(...otherFaultKinds) }), (drawn) => {
      const { departures, violations } = simulate(drawn);
      expect({ departures, violations }).toEqual({ departures: [], violations: [] });
    }),
    { ...sameEachTime, numRuns: 4000 },
  );
}, 120_000);

test("a dead primary is left within the budget, at any phase of ticks, checks, heartbeats and records", () => {
  fc.assert(
    fc.property(
      history({ seed, doubleTicks: share(0.5), doubleStarts: share(1) }),
      fc.integer({ min: 0, max: 120_000 }),
      faultsOf("control-down", "cut", "heartbeat-missing"),
      (drawn, diesAt, others) => {
        const dark = { kind: "primary-dark", from: diesAt, to: Number.POSITIVE_INFINITY } as const;
        const { standbyWritableAt = Number.POSITIVE_INFINITY, violations } = simulate({
          ...drawn,
          faults: [dark, ...others],
        });
        expect(violations).toEqual([]);
        expect(standbyWritableAt - diesAt).toBeLessThanOrEqual(drawn.settings.darkToWritableMs);
      },
    ),
    { ...sameEachTime, numRuns: 4000 },
  );
}, 120_000);

test("killed or held up at any call, the controller still ends what it began, once it is started again", () => {
  fc.assert(
    fc.property(history({ seed, mishaps }), fc.constantFrom("primary-dark", "api-dead"), (drawn, kind) => {
      const { state, fences, role, violations } = simulate({
        ...drawn,
        lastsMs: 1_000_000,
        faults: [{ kind, from: 5000, to: Number.POSITIVE_INFINITY }],
      });
      expect(violations).toEqual([]);
      expect({ operation: state.operation, active: state.active, role, latched: state.latched }).toEqual({
        operation: undefined,
        active: "standby",
        role: "standby",
        latched: true,
      });
      expect(fences.standby.fenced).toBe(false);
    }),
    { ...sameEachTime, numRuns: 1000 },
  );
}, 120_000);

test("once everything is well again, exactly the active side takes writes and nothing is under way", () => {
  const all = faultsOf(...primaryFaultKinds, ...otherFaultKinds).map((faults) =>
    faults.map((fault) => ({ ...fault, to: Math.min(fault.to, 200_000) })),
  );
  fc.assert(
    fc.property(history({ ...troubled, faults: all, requests }), (drawn) => {
      const { state, fences, violations } = simulate({ ...drawn, lostTicks: 0, lastsMs: 650_000 });
      expect(violations).toEqual([]);
      expect(state.operation).toBe(undefined);
      const writers = (["primary", "standby"] as const).filter((side) => !fences[side].fenced);
      expect(writers).toEqual([state.active]);
    }),
    { ...sameEachTime, numRuns: 1000 },
  );
}, 120_000);
