import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { createDynamoStore } from "./store.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-1" }));
const dynamo = mockClient(client);
const store = createDynamoStore(client, "payments-dev1");
const item = {
  id: "pay_1",
  amountMinor: 1250,
  currency: "USD",
  region: "us-east-1",
  epoch: 42,
  acceptedAt: "2026-11-21T12:00:00.000Z",
  payloadDigest: "d1",
};
const sent = () => dynamo.calls().map(({ args: [command] }) => [command.constructor, command.input]);

beforeEach(() => {
  dynamo.reset();
});

describe("versions", () => {
  const query = {
    TableName: "payments-dev1",
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": "TX#pay_1" },
    ConsistentRead: true,
    ScanIndexForward: false,
  };

  test("reads one partition, consistently and backwards, and drops the keys", async () => {
    dynamo.on(QueryCommand).resolves({
      Items: [
        { pk: "TX#pay_1", sk: "0000000042#us-east-1", ...item },
        { pk: "TX#pay_1", sk: "0000000041#us-east-2", ...item, epoch: 41, description: "rent" },
      ],
    });
    expect(await store.versions("pay_1")).toEqual([item, { ...item, epoch: 41, description: "rent" }]);
    expect(sent()).toEqual([[QueryCommand, query]]);
  });

  test("is empty for an id without items", async () => {
    dynamo.on(QueryCommand).resolves({});
    expect(await store.versions("pay_1")).toEqual([]);
  });

  test("refuses an item it does not understand, without its contents", async () => {
    dynamo.on(QueryCommand).resolves({ Items: [{ ...item, epoch: 0, currency: 7, description: null }] });
    await expect(store.versions("pay_1")).rejects.toThrow(
      new Error("the item payments-dev1 TX#pay_1 is not understood, wrong fields: currency, description, epoch"),
    );
  });

  test("passes on a failure", async () => {
    const failure = new Error("throttled");
    dynamo.on(QueryCommand).rejects(failure);
    await expect(store.versions("pay_1")).rejects.toBe(failure);
  });
});

describe("append", () => {
  test("puts the item under its keys, only where no item is", async () => {
    dynamo.on(PutCommand).resolves({});
    expect(await store.append({ ...item, description: "rent" })).toBe("appended");
    expect(sent()).toEqual([
      [
        PutCommand,
        {
          TableName: "payments-dev1",
          Item: { pk: "TX#pay_1", sk: "0000000042#us-east-1", ...item, description: "rent" },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      ],
    ]);
  });

  test("says so when an item is there", async () => {
    dynamo
      .on(PutCommand)
      .rejects(new ConditionalCheckFailedException({ message: "the conditional request failed", $metadata: {} }));
    expect(await store.append(item)).toBe("exists");
  });

  test("passes on any other failure", async () => {
    const failure = new Error("throttled");
    dynamo.on(PutCommand).rejects(failure);
    await expect(store.append(item)).rejects.toBe(failure);
  });
});

describe("probe", () => {
  const signal = new AbortController().signal;

  test("queries a key that no transaction has, under the caller's signal", async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    await store.probe(signal);
    expect(dynamo.calls().map(({ args }) => [args[0].input, args.at(1)])).toEqual([
      [
        {
          TableName: "payments-dev1",
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": "TX#" },
          ConsistentRead: true,
          Limit: 1,
        },
        { abortSignal: signal },
      ],
    ]);
  });

  test("throws when the table does not answer", async () => {
    const failure = new Error("no such table");
    dynamo.on(QueryCommand).rejects(failure);
    await expect(store.probe(signal)).rejects.toBe(failure);
  });
});
