import { expect, it } from "vitest";
import { engineFamily, engineVersions } from "./engine-versions.ts";

it("lists each version once, in order, and none that AWS has retired", () => {
  const parts = engineVersions.map((version) => version.split(".").map(Number));
  const sorted = parts.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  expect(parts).toEqual(sorted);
  expect(new Set(engineVersions).size).toBe(engineVersions.length);
  expect(engineVersions).not.toContain("15.4");
});

it.each([
  ["15.18", "aurora-postgresql15"],
  ["17.10", "aurora-postgresql17"],
])("puts the parameters of %s into %s", (version, family) => {
  expect(engineFamily(version)).toBe(family);
});
