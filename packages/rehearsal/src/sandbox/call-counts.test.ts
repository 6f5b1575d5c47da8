import { expect, test } from "vitest";
import { CallCounts } from "./call-counts.ts";

test("counts each region, service and action apart, sorted", () => {
  const counts = new CallCounts();
  const get = { service: "dynamodb", action: "GetItem" };
  counts.add({ region: "us-west-2", ...get });
  counts.add({ region: "us-east-1", ...get });
  counts.add({ region: "us-east-1", ...get });
  counts.add({ region: undefined, service: undefined, action: "GET /_ministack/health" });
  expect(counts.list()).toEqual([
    { region: "us-east-1", ...get, count: 2 },
    { region: "us-west-2", ...get, count: 1 },
    { region: null, service: null, action: "GET /_ministack/health", count: 1 },
  ]);
});
