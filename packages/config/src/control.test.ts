import { expect, test } from "vitest";
import {
  controlProbeUrl,
  fenceItemKey,
  latchedBody,
  markerItemKey,
  markerObjectKey,
  roleName,
  witnessName,
} from "./control.ts";

test("names a region in each partition key, since that is what a policy can hold a writer to", () => {
  expect(fenceItemKey("us-east-1").pk).toBe("region-state#us-east-1");
  expect(markerItemKey("us-east-1").pk).toBe("MARKER#us-east-1");
  expect(markerObjectKey("us-east-1")).toBe("markers/us-east-1.json");
});

test("puts what DNS tells beside the failover name", () => {
  expect(witnessName("api.pay.test.local")).toBe("witness.api.pay.test.local");
  expect(roleName("api.pay.test.local")).toBe("role.api.pay.test.local");
});

test("tells a set latch by the environment's name", () => {
  expect(latchedBody("live")).toBe("LATCHED-live");
});

test("asks a third region by the address at which DynamoDB answers without a signature", () => {
  expect(controlProbeUrl("us-west-2")).toBe("https://dynamodb.us-west-2.amazonaws.com/ping");
});
