import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Topology } from "@tandem/config";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { beforeAll, expect, it, vi } from "vitest";
import { administrator, openKept } from "./kept.ts";

/** Longer than it takes an earlier invocation to see at its next tick that it is one. */
const soon = { timeout: 20_000, interval: 200 };

/** What holds of the heartbeats of a kept rehearsal; `kept` is its environment. */
export function itHandsHeartbeatsOver(kept: () => string): void {
  let endpoint: string;
  let topology: Topology;
  beforeAll(async () => {
    ({ endpoint, topology } = await openKept(kept()));
  });

  it("a later invocation takes the heartbeat over, and the earlier one ends", async () => {
    const region = topology.regions.standby;
    const { heartbeat, heartbeatLogGroup } = topology.names.standby;
    const config = { endpoint, region, credentials: administrator };
    const dynamo = new DynamoDBClient(config);
    const { pk, sk } = heartbeatItemKey(region);
    const startedAt = async () => {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: topology.names.global.controlTable, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
      return Number(Item?.["startedAt"]?.N);
    };

    // One that surely still runs when the next begins.
    const start = () =>
      new LambdaClient(config).send(new InvokeCommand({ FunctionName: heartbeat, InvocationType: "Event" }));
    const begun = Date.now();
    await start();
    await vi.waitFor(async () => expect(await startedAt()).toBeGreaterThanOrEqual(begun), soon);
    const earlier = await startedAt();
    // Three may run at once, and the schedule starts some as well: a start too many is dropped, and made again once an
    // earlier one has seen that it is superseded, at its next tick.
    const takesOver = async () => {
      await start();
      await vi.waitFor(async () => expect(await startedAt()).toBeGreaterThan(earlier), { timeout: 8000 });
    };
    await vi.waitFor(takesOver, { timeout: 60_000, interval: 4000 });

    const logs = new CloudWatchLogsClient(config);
    await vi.waitFor(async () => {
      const found = await logs.send(new FilterLogEventsCommand({ logGroupName: heartbeatLogGroup, startTime: begun }));
      const messages = (found.events ?? []).map(({ message = "" }) => message);
      expect(messages.filter((message) => message.includes("a later invocation writes"))).not.toEqual([]);
    }, soon);
    expect(await startedAt()).toBeGreaterThan(earlier);
  });
}
