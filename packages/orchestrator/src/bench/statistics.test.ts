import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, percentiles } from "./statistics.ts";

const samples = fc.array(fc.integer(), { minLength: 1 });

describe("median", () => {
  it.each([
    [[4], 4],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %d", (sample, expected) => {
    expect(median(sample)).toBe(expected);
  });

  it("has no more than half of the sample on either side", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const middle = median(sample);
        expect(sample.filter((value) => value < middle).length).toBeLessThanOrEqual(sample.length / 2);
        expect(sample.filter((value) => value > middle).length).toBeLessThanOrEqual(sample.length / 2);
      }),
    );
  });

  it("refuses an empty sample", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("percentiles", () => {
  it("are measured values, by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(percentiles(hundred)).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 });
    expect(percentiles([7])).toEqual({ count: 1, p50: 7, p90: 7, p99: 7, max: 7 });
  });

  it("rise, and come from the sample", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { p50, p90, p99, max } = percentiles(sample);
        const figures = [p50, p90, p99, max];
        expect(figures).toEqual(figures.toSorted((one, other) => one - other));
        expect(figures.filter((figure) => !sample.includes(figure))).toEqual([]);
        expect(max).toBe(Math.max(...sample));
      }),
    );
  });

  it("refuse an empty sample", () => {
    expect(() => percentiles([])).toThrow(RangeError);
  });
});
