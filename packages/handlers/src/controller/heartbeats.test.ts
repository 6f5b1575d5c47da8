import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { readHeartbeat } from "./heartbeats.ts";
import { idle, mockedPlaces } from "./testing/places.ts";

const { places, standby } = mockedPlaces();
beforeEach(() => {
  standby.items.reset();
});
const read = () => readHeartbeat(places.standby, "control-dev1", "us-east-1", idle);

test("reads when a region wrote last, by the replica here", async () => {
  standby.items.on(GetCommand).resolves({ Item: { writtenAt: 1_800_000_000_000, region: "us-east-1" } });
  expect(await read()).toBe(1_800_000_000_000);
  expect(standby.items.commandCalls(GetCommand).map(({ args }) => [args[0].input, args.at(1)])).toEqual([
    [
      { TableName: "control-dev1", Key: { pk: "heartbeat#us-east-1", sk: "latest" }, ConsistentRead: true },
      { abortSignal: idle },
    ],
  ]);
});

test("one that never came, or is not understood, is unknown", async () => {
  standby.items.on(GetCommand).resolvesOnce({});
  await expect(read()).rejects.toThrow(new Error("no heartbeat of us-east-1 has arrived yet"));
  standby.items.on(GetCommand).resolves({ Item: { writtenAt: "now" } });
  await expect(read()).rejects.toThrow(
    new Error("the item control-dev1 heartbeat#us-east-1 is not understood, wrong fields: writtenAt"),
  );
});
