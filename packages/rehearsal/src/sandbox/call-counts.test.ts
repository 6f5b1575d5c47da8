import { expect, test } from "vitest";
import { CallCounts } from "./call-counts.ts";

test("counts each region, service, action and caller apart, sorted", () => {
  const counts = new CallCounts();
  const get = { service: "dynamodb", action: "GetItem" };
  counts.add({ region: "us-west-2", ...get }, "test");
  counts.add({ region: "us-east-1", ...get }, "test");
  counts.add({ region: "us-east-1", ...get }, "ASIA1");
  counts.add({ region: "us-east-1", ...get }, "test");
  counts.add({ region: undefined, service: undefined, action: "GET /_ministack/health" }, undefined);
  expect(counts.list()).toEqual([
    { region: "us-east-1", ...get, caller: "ASIA1", count: 1 },
    { region: "us-east-1", ...get, caller: "test", count: 2 },
    { region: "us-west-2", ...get, caller: "test", count: 1 },
    { region: null, service: null, action: "GET /_ministack/health", caller: null, count: 1 },
  ]);
});
