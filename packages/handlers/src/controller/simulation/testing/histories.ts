import fc from "fast-check";
import type { FaultKind } from "../history.ts";

/** The same histories at each run: a new one that fails is a finding, and none to stumble over in another change. */
export const sameEachTime = { seed: 20_261_121 } as const;

export const seed = fc.integer({ min: 0, max: 0x7fff_ffff });

/** Faults of these kinds, anywhere in the first 150 s; a long one is not over at the end. */
export const faultsOf = (...kinds: readonly FaultKind[]) =>
  fc.array(
    fc
      .record({
        kind: fc.constantFrom(...kinds),
        from: fc.integer({ min: 0, max: 150_000 }),
        forMs: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 20_000, max: 400_000 })),
      })
      .map(({ kind, from, forMs }) => ({ kind, from, to: from + forMs })),
    { maxLength: 5 },
  );

export const mishaps = fc.array(
  fc.record({
    nth: fc.integer({ min: 0, max: 30 }),
    kind: fc.constantFrom("killed-before", "killed-after", "late"),
    lateMs: fc.integer({ min: 0, max: 120_000 }),
  }),
  { maxLength: 3 },
);

export const requests = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 180_000 }),
      kind: fc.constantFrom("failover", "failover-with-data-loss", "failback"),
    }),
    { maxLength: 3 },
  )
  .map((asked) => asked.toSorted((one, other) => one.at - other.at).map((one, nth) => ({ ...one, id: `r${nth}` })));

export const share = (max: number) => fc.oneof(fc.constant(0), fc.double({ min: 0, max, noNaN: true }));

/** Every disturbance of the controller itself. */
export const troubled = {
  seed,
  mishaps,
  checkerLagMs: fc.integer({ min: 0, max: 10_000 }),
  lostTicks: share(0.3),
  doubleTicks: share(0.5),
  doubleStarts: share(1),
};
