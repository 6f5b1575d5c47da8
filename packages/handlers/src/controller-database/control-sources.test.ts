import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { idle, mockedPlaces } from "../controller/testing/places.ts";
import { createControlSources } from "./control-sources.ts";

const { places, standby } = mockedPlaces();
const sources = createControlSources(places, "control-dev1");
beforeEach(() => {
  standby.items.reset();
});
const answer = (Item: Record<string, unknown> | undefined) =>
  standby.items.on(GetCommand).resolves(Item === undefined ? {} : { Item });

describe("the lag", () => {
  test("is what the reader of a side has left, with its time", async () => {
    answer({ writtenAt: 1_010_000, lagMs: 2000, rowWrittenAt: 1_008_000 });
    expect(await sources.lag("standby", idle)).toEqual({ lagMs: 2000, readAt: 1_010_000 });
    await sources.lag("primary", idle);
    expect(standby.items.commandCalls(GetCommand).map(({ args: [{ input }] }) => input)).toEqual(
      ["us-east-2", "us-east-1"].map((region) => ({
        TableName: "control-dev1",
        Key: { pk: `replication-lag#${region}`, sk: "latest" },
        ConsistentRead: true,
      })),
    );
  });

  test.each([
    [undefined, "there is no item control-dev1 replication-lag#us-east-2 yet"],
    [{ writtenAt: 1, why: "the reader is away" }, "the reader is away"],
    [{ writtenAt: 1 }, "the reading tells neither the lag nor why it is unknown"],
    [{ lagMs: 1 }, "the item control-dev1 replication-lag#us-east-2 is not understood, wrong fields: writtenAt"],
  ])("of %o is unknown", async (item, why) => {
    answer(item);
    await expect(sources.lag("standby", idle)).rejects.toThrow(new Error(why));
  });
});

test("Aurora's version is what the reader of a side has left, if it is Aurora's", async () => {
  answer({ writtenAt: 1_010_000, lagMs: 2000, auroraVersion: "17.4.2" });
  expect(await sources.auroraVersion("primary", idle)).toBe("17.4.2");
  answer({ writtenAt: 1_010_000, lagMs: 2000 });
  expect(await sources.auroraVersion("primary", idle)).toBe(undefined);
});

describe("the database's silence", () => {
  test("is how long before its last heartbeat the primary had reached it", async () => {
    answer({ writtenAt: 1_040_000, databaseWrittenAt: 1_010_000 });
    expect(await sources.silence(idle)).toBe(30_000);
    answer({ writtenAt: 1_040_000, databaseWrittenAt: 1_040_001 });
    expect(await sources.silence(idle)).toBe(0);
    expect(standby.items.commandCalls(GetCommand)[0]?.args[0].input.Key).toEqual({
      pk: "heartbeat#us-east-1",
      sk: "latest",
    });
  });

  test("is unknown where the primary has not told of it", async () => {
    answer({ writtenAt: 1_040_000 });
    await expect(sources.silence(idle)).rejects.toThrow("the primary has not told of its database yet");
  });
});
