import { describe, expect, it } from "vitest";
import { Chance } from "./chance.ts";
import { monteCarlo } from "./monte-carlo.ts";

const options = { runs: 50, seed: 1, checkIntervalMs: 10_000, failureThreshold: 3 };

describe("monteCarlo", () => {
  it("comes out the same for the same seed, and otherwise for another", () => {
    expect(monteCarlo(options)).toEqual(monteCarlo(options));
    expect(monteCarlo({ ...options, seed: 2 }).detectedMs).not.toEqual(monteCarlo(options).detectedMs);
  });

  it("leaves every dark primary, later with slower checks", () => {
    const fast = monteCarlo(options);
    const slow = monteCarlo({ ...options, checkIntervalMs: 30_000 });
    expect([fast.writableMs.length, slow.writableMs.length]).toEqual([50, 50]);
    expect(Math.max(...fast.writableMs)).toBeLessThan(60_000);
    expect(Math.min(...slow.writableMs)).toBeGreaterThan(60_000);
  });

  it("finds false failovers where one bad check is enough", () => {
    const { falseFailovers } = monteCarlo({ ...options, failureThreshold: 1 });
    expect(Object.values(falseFailovers).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});

it("does not choose from nothing", () => {
  expect(() => new Chance(1).oneOf([])).toThrow(new RangeError("nothing to choose from"));
});
