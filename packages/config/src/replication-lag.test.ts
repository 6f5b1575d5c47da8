import { expect, test } from "vitest";
import { replicationLagItemKey, replicationLagMetrics } from "./replication-lag.ts";

test("a region's reading has a key of its own", () => {
  expect(replicationLagItemKey("us-east-1")).toEqual({ pk: "replication-lag#us-east-1", sk: "latest" });
});

test("the metric is told apart by the function alone, not by a role", () => {
  expect(replicationLagMetrics.dimensions("lag-reader-us-west-2-dev1")).toEqual({
    service: "lag-reader-us-west-2-dev1",
  });
});
