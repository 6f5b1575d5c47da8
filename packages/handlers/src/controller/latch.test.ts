import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { createLatchStore } from "./latch.ts";
import { idle, mockedPlaces, refused } from "./testing/places.ts";

const { places, standby } = mockedPlaces();
const latch = createLatchStore(places.standby.items, "state-dev1");
beforeEach(() => {
  standby.items.reset();
});

test("reads the latch; one that was never written is not set", async () => {
  standby.items
    .on(GetCommand)
    .resolvesOnce({ Item: { epoch: 2, set: true } })
    .resolves({});
  expect(await latch.read(idle)).toEqual({ epoch: 2, set: true });
  expect(await latch.read(idle)).toEqual({ epoch: 1, set: false });
});

test.each([
  ["set-latch", true],
  ["clear-latch", false],
] as const)("%s writes %s, unless a later epoch has written", async (kind, isSet) => {
  standby.items.on(UpdateCommand).resolves({});
  expect(await latch.change({ kind, epoch: 2 }, idle)).toBe("done");
  expect(standby.items.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      TableName: "state-dev1",
      Key: { pk: "latch", sk: "latest" },
      UpdateExpression: "SET epoch = :epoch, #set = :set",
      ConditionExpression: "attribute_not_exists(pk) OR epoch <= :epoch",
      ExpressionAttributeNames: { "#set": "set" },
      ExpressionAttributeValues: { ":epoch": 2, ":set": isSet },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  ]);
  standby.items.on(UpdateCommand).rejects(refused({ epoch: { N: "3" }, set: { BOOL: isSet } }));
  expect(await latch.change({ kind, epoch: 2 }, idle)).toBe("done");
  standby.items.on(UpdateCommand).rejects(refused({ epoch: { N: "3" }, set: { BOOL: !isSet } }));
  expect(await latch.change({ kind, epoch: 2 }, idle)).toBe("failed");
});
