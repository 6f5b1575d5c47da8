import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { createSessionStore } from "./store.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" }));
const dynamo = mockClient(client);
const store = createSessionStore(client, "sessions-dev1");
const session = { id: "s1", values: { theme: "dark" }, region: "us-east-1", epoch: 2, expiresAt: 1_800_000_000 };
beforeEach(() => {
  dynamo.reset();
});

test("writes the region's own version of its epoch", async () => {
  dynamo.on(PutCommand).resolves({});
  await store.write(session);
  expect(dynamo.commandCalls(PutCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { TableName: "sessions-dev1", Item: { pk: "SESSION#s1", sk: "0000000002#us-east-1", ...session } },
  ]);
});

test("reads the version of the highest epoch, consistently, without its keys", async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [{ pk: "SESSION#s1", sk: "0000000002#us-east-1", ...session }] })
    .resolves({});
  expect([await store.read("s1"), await store.read("s1")]).toEqual([session, undefined]);
  expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
    TableName: "sessions-dev1",
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": "SESSION#s1" },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: 1,
  });
});

test("does not guess", async () => {
  dynamo.on(QueryCommand).resolves({ Items: [{ ...session, values: { n: 1 } }] });
  await expect(store.read("s1")).rejects.toThrow(
    new Error("the item sessions-dev1 SESSION#s1 is not understood, wrong fields: values.n"),
  );
});
