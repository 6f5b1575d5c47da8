import { expect, it } from "vitest";
import { keptTailName, keptTailPrefix } from "./lost-tail.ts";

const takenAt = new Date("2026-11-27T13:00:00Z");

it("names the copy of a lost tail's snapshot by its cluster and its time", () => {
  expect(keptTailPrefix("ledger-us-east-1-dev1")).toBe("kept-ledger-us-east-1-dev1-");
  expect(keptTailName("ledger-us-east-1-dev1", takenAt)).toBe("kept-ledger-us-east-1-dev1-20261127130000");
});

it("keeps to what RDS takes for an identifier, however long the cluster's is", () => {
  expect(keptTailName("l".repeat(63), takenAt)).toHaveLength(63);
  expect(keptTailPrefix(`${"l".repeat(42)}-${"l".repeat(20)}`)).toBe(`kept-${"l".repeat(42)}-`);
});
