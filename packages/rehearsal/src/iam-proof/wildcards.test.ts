import { expect, test } from "vitest";
import type { RolePurpose } from "./purposes.ts";
import { reviewWildcards } from "./wildcards.ts";

const wide = (role: string, sid: string, resource: string) => ({
  role,
  policy: "inline",
  sid,
  resource,
  what: `the resource ${resource} is a wildcard`,
});
const purposes = new Map<string, RolePurpose>([
  ["pay-east", "function"],
  ["other-east", "latch"],
]);
const sids = new Map([
  ["pay-east", new Set(["Seen", "Table"])],
  ["other-east", new Set(["Seen"])],
]);
const seen = { role: "function" as const, sid: "Seen", resource: /^arn:db:\*$/, reason: "a list" };
const review = (exceptions: Parameters<typeof reviewWildcards>[3], ...resources: string[]) =>
  reviewWildcards(
    resources.map((resource) => wide("pay-east", "Seen", resource)),
    sids,
    purposes,
    exceptions,
  );

test("names what no exception covers", () => {
  expect(review([], "arn:db:*")).toEqual({
    wildcards: ["pay-east inline Seen: the resource arn:db:* is a wildcard"],
    stale: [],
  });
});

test("an exception covers its role's statement as far as it says, and no further", () => {
  expect(review([seen], "arn:db:*")).toEqual({ wildcards: [], stale: [] });
  expect(review([seen], "arn:db:*", "arn:*").wildcards).toEqual([
    "pay-east inline Seen: the resource arn:* is a wildcard",
  ]);
  const others = [wide("other-east", "Seen", "arn:db:*"), wide("pay-east", "Table", "arn:db:*")];
  expect(reviewWildcards(others, sids, purposes, [seen]).wildcards).toHaveLength(2);
});

test("no exception covers an action", () => {
  const action = { role: "pay-east", policy: "inline", sid: "Seen", what: "the action a:* is a wildcard" };
  expect(reviewWildcards([action], sids, purposes, [seen]).wildcards).toHaveLength(1);
});

test("an exception whose statement has no such wildcard any more is stale; one whose statement is not here is none of its", () => {
  expect(review([seen]).stale).toEqual([String.raw`function Seen: ^arn:db:\*$`]);
  expect(
    review([
      { ...seen, sid: "Groups" },
      { ...seen, role: "instance" },
    ]).stale,
  ).toEqual([]);
});
