import { expect, test } from "vitest";
import { usageExceptions } from "./exceptions.ts";

test("every exception has a reason that says more than a few words, and names each permission once", () => {
  expect(usageExceptions.filter(({ reason }) => reason.split(" ").length < 8)).toEqual([]);
  const named = usageExceptions.flatMap(({ role, sid, actions }) =>
    actions.map((action) => `${role} ${sid} ${action}`),
  );
  expect(named).toEqual([...new Set(named)]);
});
