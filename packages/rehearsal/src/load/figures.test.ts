import type { LoadAttempt, ReadAttempt } from "@tandem/orchestrator/ports";
import fc from "fast-check";
import { expect, it } from "vitest";
import { outageOf, readOutagesOf, storeFigures, twoWritersOf } from "./figures.ts";
import type { ReadBack } from "./figures.ts";

const attempt = (given: Partial<LoadAttempt> & Pick<LoadAttempt, "at">): LoadAttempt => {
  const outcome = given.outcome ?? "acknowledged";
  return {
    id: "a",
    kind: "transaction",
    milliseconds: 0,
    outcome,
    status: outcome === "acknowledged" ? 201 : 503,
    region: "us-east-1",
    epoch: 1,
    error: undefined,
    ...given,
  };
};

const attempts = fc.array(
  fc
    .record({
      id: fc.constantFrom("a", "b", "c", "d"),
      kind: fc.constantFrom("transaction" as const, "document" as const),
      at: fc.nat(100_000),
      milliseconds: fc.nat(2000),
      outcome: fc.constantFrom("acknowledged" as const, "refused" as const, "failed" as const),
      region: fc.constantFrom("us-east-1", "us-east-2"),
      epoch: fc.constantFrom(1, 2, 3),
    })
    .map(attempt),
  { minLength: 1, maxLength: 30 },
);
const endOf = ({ at, milliseconds }: LoadAttempt) => at + milliseconds;

const everywhere = (tried: readonly LoadAttempt[], count: (id: string) => number): ReadBack => {
  const all = new Map(tried.map(({ id }) => [id, count(id)]));
  return { transactions: all, documents: all };
};

it("an outage is the longest time between writes that were taken, edges included", () => {
  const good = [1000, 2000, 9000, 9500].map((at) => attempt({ at, milliseconds: 100 }));
  expect(outageOf(good)).toEqual({ from: 2100, to: 9100 });
  const late = attempt({ at: 30_000, milliseconds: 2000, outcome: "failed" });
  expect(outageOf([...good, late])).toEqual({ from: 9600, to: 32_000 });
  const early = attempt({ at: 0, outcome: "refused" });
  expect(outageOf([early, attempt({ at: 20_000 })])).toEqual({ from: 0, to: 20_000 });
  expect(outageOf([attempt({ at: 5, milliseconds: 7, outcome: "failed" })])).toEqual({ from: 5, to: 12 });
  const replay = attempt({ at: 5000, status: 200 });
  expect(outageOf([...good, replay])).toEqual({ from: 2100, to: 9100 });
  const document = attempt({ at: 5000, kind: "document" });
  expect(outageOf([...good, document])).toEqual({ from: 2100, to: 9100 });
  expect(() => outageOf([])).toThrow("no client has asked anything");
});

it("an outage of reads and one of health are apart, and only 200 ends them", () => {
  const read = (kind: ReadAttempt["kind"], at: number, status?: number): ReadAttempt => {
    return { kind, at, milliseconds: 10, status, region: "us-east-1" };
  };
  const reads = [
    ...[0, 100, 900].map((at) => read("read", at, 200)),
    read("read", 400, 404),
    read("health", 0, 200),
    read("health", 500, 503),
    read("health", 700),
    read("health", 1200, 200),
  ];
  expect(readOutagesOf(reads)).toEqual({ read: { from: 110, to: 910 }, health: { from: 10, to: 1210 } });
  expect(() => readOutagesOf(reads.slice(0, 4))).toThrow("no client has asked anything");
});

it("there is no good answer within an outage, and no longer time without one", () => {
  fc.assert(
    fc.property(attempts, (all) => {
      const tried = all.map((each) => ({ ...each, kind: "transaction" as const }));
      const { from, to } = outageOf(tried);
      const good = tried.filter(({ outcome }) => outcome === "acknowledged").map(endOf);
      expect(good.filter((time) => time > from && time < to)).toEqual([]);
      const marks = [Math.min(...tried.map(({ at }) => at)), ...good, Math.max(...tried.map(endOf))];
      for (const mark of marks) {
        const isWithin = marks.some((other) => other > mark && other <= mark + (to - from));
        expect([mark, isWithin || mark === Math.max(...marks)]).toEqual([mark, true]);
      }
    }),
  );
});

it("counts what was lost, what is there twice, and what came back after a refusal", () => {
  const tried = [
    attempt({ id: "kept", at: 1 }),
    attempt({ id: "lost", at: 2 }),
    attempt({ id: "twice", at: 3, outcome: "failed" }),
    attempt({ id: "twice", at: 4 }),
    attempt({ id: "back", at: 5, outcome: "refused" }),
    attempt({ id: "open", at: 6, outcome: "failed" }),
    attempt({ id: "open", at: 7, outcome: "refused" }),
    attempt({ id: "kept", at: 8, kind: "document" }),
  ];
  const versions = new Map([
    ["kept", 1],
    ["lost", 0],
    ["twice", 2],
    ["back", 1],
    // Its first attempt was left open: that it is there contradicts nothing.
    ["open", 1],
  ]);
  expect(storeFigures(tried, { transactions: versions, documents: new Map([["kept", 0]]) })).toEqual([
    { store: "transactions", acknowledged: 3, lost: ["lost"], duplicated: ["twice"], resurrected: ["back"] },
    { store: "documents", acknowledged: 1, lost: ["kept"], duplicated: [], resurrected: [] },
  ]);
  const nobody = { transactions: new Map<string, number>(), documents: versions };
  expect(() => storeFigures(tried, nobody)).toThrow("nobody has looked for kept among the transactions");
});

it("where everything is there once nothing is lost or twice; where nothing is, every acknowledgement is lost", () => {
  fc.assert(
    fc.property(attempts, (tried) => {
      const once = storeFigures(
        tried,
        everywhere(tried, () => 1),
      );
      expect(once.map(({ lost, duplicated }) => [lost, duplicated])).toEqual([
        [[], []],
        [[], []],
      ]);
      for (const { acknowledged, lost, resurrected } of storeFigures(
        tried,
        everywhere(tried, () => 0),
      )) {
        expect([lost.length, resurrected]).toEqual([acknowledged, []]);
      }
    }),
  );
});

it("an id is lost, resurrected or neither, and never both", () => {
  fc.assert(
    fc.property(attempts, fc.nat(2), fc.nat(2), (tried, first, rest) => {
      for (const { lost, resurrected } of storeFigures(
        tried,
        everywhere(tried, (id) => (id === "a" ? first : rest)),
      )) {
        expect(lost.filter((id) => resurrected.includes(id))).toEqual([]);
      }
    }),
  );
});

it("two regions wrote at once from when the later one began to when the earlier one ended", () => {
  const first = [1000, 2000, 5000].map((at) => attempt({ at, milliseconds: 50 }));
  const second = [4000, 9000].map((at) => attempt({ at, region: "us-east-2", epoch: 2 }));
  expect(twoWritersOf([...first, ...second])).toEqual({ from: 4000, to: 5050 });
  expect(twoWritersOf([...second, ...first])).toEqual({ from: 4000, to: 5050 });
  // A replay of the first region's write is none of the second's.
  const replay = attempt({ at: 3000, region: "us-east-2", status: 200 });
  expect(twoWritersOf([...first, replay])).toBeUndefined();
});

it("regions that take turns never write at once, however often", () => {
  const turn = (region: string, epoch: number, from: number) =>
    [0, 400, 900].map((after) => attempt({ at: from + after, region, epoch }));
  const tried = [...turn("us-east-1", 1, 0), ...turn("us-east-2", 2, 1000), ...turn("us-east-1", 3, 2000)];
  expect(twoWritersOf(tried)).toBeUndefined();
  expect(twoWritersOf([])).toBeUndefined();
});

it("whoever writes at once is two regions, and both wrote at the edges", () => {
  fc.assert(
    fc.property(attempts, (tried) => {
      const found = twoWritersOf(tried);
      if (found === undefined) return;
      const good = tried.filter(({ outcome }) => outcome === "acknowledged");
      expect(good.map(endOf)).toEqual(expect.arrayContaining([found.from, found.to]));
      expect(new Set(good.map(({ region }) => region)).size).toBe(2);
      expect(found.to).toBeGreaterThanOrEqual(found.from);
    }),
  );
});
