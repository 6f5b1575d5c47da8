import { expect, it } from "vitest";
import { heartbeatItemKey, heartbeatMetrics, heartbeatObjectKey } from "./heartbeat.ts";

it("gives each region an item and an object of its own", () => {
  expect(heartbeatItemKey("us-east-1")).toEqual({ pk: "heartbeat#us-east-1", sk: "latest" });
  expect(heartbeatItemKey("us-east-2").pk).toBe("heartbeat#us-east-2");
  expect(heartbeatObjectKey("us-east-1")).toBe("heartbeats/us-east-1.json");
});

it("tells writers apart by their functions", () => {
  expect(heartbeatMetrics.dimensions("payment-heartbeat-us-east-1-dev1")).toEqual({
    service: "payment-heartbeat-us-east-1-dev1",
  });
});
