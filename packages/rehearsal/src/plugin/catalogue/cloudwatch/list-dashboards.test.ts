import { expect, test } from "vitest";
import { withSeconds } from "./list-dashboards.ts";

test("times become seconds since 1970, and nothing else changes", () => {
  const entry = { DashboardName: "payments", Size: 2 };
  const answer = JSON.stringify({
    DashboardEntries: [
      { ...entry, LastModified: "2026-11-21T08:00:00.500Z" },
      { ...entry, LastModified: 1_700_000_000 },
      entry,
    ],
    NextToken: "more",
  });
  expect(JSON.parse(withSeconds(answer))).toEqual({
    DashboardEntries: [{ ...entry, LastModified: 1_795_248_000.5 }, { ...entry, LastModified: 1_700_000_000 }, entry],
    NextToken: "more",
  });
});

test("an answer without dashboards stays without", () => {
  expect(JSON.parse(withSeconds("{}"))).toEqual({});
});
