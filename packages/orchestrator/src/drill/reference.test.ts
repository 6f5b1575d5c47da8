import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import type { DrillGround } from "../ports.ts";
import { putReferenceInPlace } from "./reference.ts";
import { referenceSettings } from "./settings.ts";

const topology = topologyOf(
  requireEnvironment({
    environment: "rehearsal-abcdef",
    profile: "payments-us",
    environmentSuffix: "abcdef",
    accountId: "000000000000",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
const published = {
  primary: { apiEndpoint: "https://a1.execute-api.us-east-1.amazonaws.com/prod", alertTopicArn: "" },
  standby: { apiEndpoint: "https://b1.execute-api.us-east-2.amazonaws.com/prod", alertTopicArn: "" },
};

/** A ground with both fences; with a controller that is left, the standby's is set again while checkers are waited for. */
function groundWith(primaryFence: Record<string, unknown> | undefined, isControllerLeft = false) {
  const calls: unknown[][] = [];
  const fences = new Map<string, Readonly<Record<string, unknown>> | undefined>([["us-east-1", primaryFence]]);
  const ground: Pick<DrillGround, "removeSchedule" | "kill" | "item" | "putItem" | "plainFailover"> = {
    removeSchedule: async (...args) => void calls.push(["removeSchedule", ...args]),
    kill: async (...args) => void calls.push(["kill", ...args]),
    item: async (_table, _key, region) => fences.get(region),
    putItem: async (table, item, region) => {
      calls.push(["putItem", table, item, region]);
      fences.set(region, item);
    },
    plainFailover: async (wanted) => {
      calls.push(["plainFailover", wanted]);
      if (isControllerLeft) fences.set("us-east-2", { ...fences.get("us-east-2"), fenced: true });
    },
  };
  return { calls, ground: ground as DrillGround };
}

const put = (ground: DrillGround) =>
  putReferenceInPlace({ ground, topology, published }, referenceSettings, () => undefined);

it("takes the controller away before it opens the standby, in the primary's epoch, and then changes Route 53", async () => {
  const { calls, ground } = groundWith({ epoch: 7, fenced: false, confirmed: true });
  await put(ground);
  expect(calls).toEqual([
    ["removeSchedule", "payment-failover-schedule-us-east-2-abcdef", "us-east-2"],
    ["kill", "payment-failover-us-east-2-abcdef", "us-east-2"],
    [
      "putItem",
      "payment-control-global-abcdef",
      { pk: "region-state#us-east-2", sk: "latest", epoch: 7, fenced: false, confirmed: false },
      "us-east-2",
    ],
    [
      "plainFailover",
      {
        failoverName: topology.domain.failoverName,
        primaryHost: "a1.execute-api.us-east-1.amazonaws.com",
        checkIntervalSeconds: 30,
        failureThreshold: 3,
        ttlSeconds: 60,
      },
    ],
  ]);
});

it("opens it in the first epoch where no role was ever changed", async () => {
  const { calls, ground } = groundWith(undefined);
  await put(ground);
  expect(calls.find(([name]) => name === "putItem")?.[2]).toMatchObject({ epoch: 1, fenced: false });
});

it("is no reference where a controller has gone on", async () => {
  await expect(put(groundWith(undefined, true).ground)).rejects.toThrow("a controller still runs");
});
