import { describe, expect, it } from "vitest";
import { atLeast } from "./tool-checks.ts";

describe("atLeast", () => {
  it.each([
    ["3.259.0", "3.259.0", true],
    ["3.260.0", "3.259.9", true],
    ["4.0.0", "3.259.0", true],
    ["3.99.0", "3.259.0", false],
    ["3.259.0-alpha.1", "3.259.0", true],
  ])("%s is new enough for %s: %s", (version, minimum, expected) => {
    expect(atLeast(version, minimum)).toBe(expected);
  });
});
