import { expect, test } from "vitest";
import { usageExceptions } from "./usage-exceptions.ts";
import { wildcardExceptions } from "./wildcard-exceptions.ts";

test("every exception has a reason that says more than a few words", () => {
  const all = [...usageExceptions, ...wildcardExceptions];
  expect(all.filter(({ reason }) => reason.split(" ").length < 8)).toEqual([]);
});

test("every permission and every wildcard is named once", () => {
  const named = [
    ...usageExceptions.flatMap(({ role, sid, actions }) => actions.map((action) => `${role} ${sid} ${action}`)),
    ...wildcardExceptions.map(({ role, sid }) => `${role} ${sid} is wide`),
  ];
  expect(named).toEqual([...new Set(named)]);
});
