import fc from "fast-check";
import { expect, test } from "vitest";
import { quietHistory } from "./history.ts";
import type { FaultKind, History } from "./history.ts";
import { simulate } from "./run.ts";
import { faultsOf, mishaps, requests, sameEachTime, seed, troubled } from "./testing/histories.ts";

const all = [
  "primary-dark",
  "api-dead",
  "data-dead",
  "primary-slow",
  "database-dead",
  "heartbeat-missing",
  "cut",
  "standby-egress-cut",
  "standby-unready",
  "standby-dark",
  "verdict-unreadable",
  "control-down",
  "latch-lost",
  "replication-stalled",
  "rds-unreadable",
  "standby-headless",
  "version-mismatch",
] as readonly FaultKind[];
/** What hits only what is seen of the primary, or the standby. */
const others = all.slice(5);

const database = fc.record({
  promotionMs: fc.oneof(fc.constant(60_000), fc.integer({ min: 5000, max: 150_000 })),
  failingPromotions: fc.integer({ min: 0, max: 2 }),
  lagMs: fc.oneof(fc.constant(200), fc.integer({ min: 0, max: 60_000 })),
});

const history = (more: { readonly [Name in keyof History]?: fc.Arbitrary<History[Name]> }): fc.Arbitrary<History> =>
  fc.record({ database, ...more }).map((drawn) => ({ ...quietHistory, seed: 0, ...drawn }));

test("whatever happens: the same as without a database, and it is never moved while it moves or before a fence", () => {
  fc.assert(
    fc.property(history({ ...troubled, faults: faultsOf(...all), requests }), (drawn) => {
      expect(simulate({ ...drawn, lastsMs: 300_000 }).violations).toEqual([]);
    }),
    { ...sameEachTime, numRuns: 1500 },
  );
}, 120_000);

test("a healthy primary is never left, whatever is wrong with what is seen of it", () => {
  fc.assert(
    fc.property(history({ ...troubled, faults: faultsOf(...others) }), (drawn) => {
      const { departures, violations } = simulate(drawn);
      expect({ departures, violations }).toEqual({ departures: [], violations: [] });
    }),
    { ...sameEachTime, numRuns: 600 },
  );
}, 120_000);

test("a database that fails for less than sixty seconds moves nothing", () => {
  const failure = fc.record({ from: fc.integer({ min: 0, max: 120_000 }), forMs: fc.integer({ min: 1, max: 59_999 }) });
  fc.assert(
    fc.property(history(troubled), failure, (drawn, { from, forMs }) => {
      const { departures, violations, state } = simulate({
        ...drawn,
        faults: [{ kind: "database-dead", from, to: from + forMs }],
      });
      expect({ departures, violations, epoch: state.epoch }).toEqual({ departures: [], violations: [], epoch: 1 });
    }),
    { ...sameEachTime, numRuns: 600 },
  );
}, 120_000);

test("a database that stays dead is left after sixty seconds, and its region's API with it", () => {
  fc.assert(
    fc.property(history({ seed }), fc.integer({ min: 0, max: 120_000 }), (drawn, from) => {
      const { departures, writer, state, violations } = simulate({
        ...drawn,
        database: { promotionMs: 60_000, failingPromotions: 0, lagMs: 200 },
        lastsMs: from + 260_000,
        faults: [{ kind: "database-dead", from, to: Number.POSITIVE_INFINITY }],
      });
      expect(violations).toEqual([]);
      expect([departures.map(({ kind }) => kind), state.active, writer]).toEqual([["disaster"], "standby", "standby"]);
      const decidedAt = departures[0]?.decidedAt ?? Number.NaN;
      expect(decidedAt - from).toBeGreaterThanOrEqual(60_000);
      expect(decidedAt - from).toBeLessThanOrEqual(90_000);
    }),
    { ...sameEachTime, numRuns: 200 },
  );
}, 120_000);

test("a headless standby, or one of another version, is left where it is, and told", () => {
  for (const kind of ["standby-headless", "version-mismatch"] as const) {
    const fault = (of: FaultKind, from: number) => ({ kind: of, from, to: Number.POSITIVE_INFINITY });
    const { departures, state } = simulate({
      ...quietHistory,
      seed: 1,
      database: { promotionMs: 60_000, failingPromotions: 0, lagMs: 200 },
      faults: [fault(kind, 0), fault("primary-dark", 30_000)],
    });
    expect(departures).toEqual([]);
    expect(state.alarms).toContain(kind === "standby-headless" ? "database-headless" : "database-version-mismatch");
    expect(state.alarms).toContain("failover-held");
  }
});

test("killed or held up at any call, and with promotions that fail, the controller still ends what it began", () => {
  fc.assert(
    fc.property(
      history({ seed, mishaps }),
      fc.constantFrom("primary-dark", "api-dead", "database-dead"),
      (drawn, kind) => {
        const { state, fences, writer, violations } = simulate({
          ...drawn,
          lastsMs: 1_500_000,
          faults: [{ kind, from: 5000, to: Number.POSITIVE_INFINITY }],
        });
        expect(violations).toEqual([]);
        expect({ operation: state.operation, active: state.active, writer, fenced: fences.standby.fenced }).toEqual({
          operation: undefined,
          active: "standby",
          writer: "standby",
          fenced: false,
        });
      },
    ),
    { ...sameEachTime, numRuns: 200 },
  );
}, 120_000);

test("once everything is well again, the active side alone takes writes, and its database with it", () => {
  const passing = faultsOf(...all).map((faults) => faults.map((one) => ({ ...one, to: Math.min(one.to, 200_000) })));
  fc.assert(
    fc.property(history({ ...troubled, faults: passing, requests }), (drawn) => {
      const { state, fences, writer, violations } = simulate({ ...drawn, lostTicks: 0, lastsMs: 1_500_000 });
      expect(violations).toEqual([]);
      expect(state.operation).toBe(undefined);
      const writers = (["primary", "standby"] as const).filter((side) => !fences[side].fenced);
      expect([writers, writer]).toEqual([[state.active], state.active]);
    }),
    { ...sameEachTime, numRuns: 250 },
  );
}, 120_000);
