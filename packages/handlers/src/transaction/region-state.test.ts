import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { createRegionStateStore } from "./region-state.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "us-east-2" }));
const dynamo = mockClient(client);
const states = createRegionStateStore(client, "control-dev1", "us-east-2");
const Key = { pk: "region-state#us-east-2", sk: "latest" };
const abortSignal = new AbortController().signal;
const refused = new ConditionalCheckFailedException({ message: "the conditional request failed", $metadata: {} });
beforeEach(() => {
  dynamo.reset();
});
const sent = () => dynamo.calls().map(({ args }) => [args[0].constructor, args[0].input, args.at(1)]);

describe("read", () => {
  test("reads the region's item, consistently", async () => {
    dynamo.on(GetCommand).resolves({ Item: { ...Key, epoch: 9_999_999_999, fenced: true, by: "drill-1" } });
    expect(await states.read()).toEqual({ epoch: 9_999_999_999, fenced: true, confirmed: true });
    dynamo.on(GetCommand).resolves({ Item: { epoch: 2, fenced: false, confirmed: false, confirmedAt: 5 } });
    expect(await states.read(abortSignal)).toEqual({ epoch: 2, fenced: false, confirmed: false, confirmedAt: 5 });
    const get = { TableName: "control-dev1", Key, ConsistentRead: true };
    expect(sent()).toEqual([
      [GetCommand, get, {}],
      [GetCommand, get, { abortSignal }],
    ]);
  });

  test("is undefined without an item", async () => {
    dynamo.on(GetCommand).resolves({});
    expect(await states.read()).toBe(undefined);
  });

  test.each([
    [{ fenced: false }, "epoch"],
    [{ epoch: 0, fenced: false }, "epoch"],
    [{ epoch: 10_000_000_000, fenced: false }, "epoch"],
    [{ epoch: 1, fenced: "no" }, "fenced"],
    [{ epoch: 1, fenced: false, confirmed: 1 }, "confirmed"],
  ])("does not take %j for a state", async (wrong, field) => {
    dynamo.on(GetCommand).resolves({ Item: wrong });
    await expect(states.read()).rejects.toThrow(
      new Error(`the item control-dev1 region-state#us-east-2 is not understood, wrong fields: ${field}`),
    );
  });
});

describe("confirm", () => {
  test("notes when DNS first named the region in this epoch", async () => {
    dynamo.on(UpdateCommand).resolves({});
    await states.confirm(2, 1_000_000, abortSignal);
    expect(sent()).toEqual([
      [
        UpdateCommand,
        {
          TableName: "control-dev1",
          Key,
          UpdateExpression: "SET confirmed = :yes, confirmedAt = :at",
          ConditionExpression: "epoch = :epoch AND fenced = :no AND confirmed = :no",
          ExpressionAttributeValues: { ":epoch": 2, ":yes": true, ":no": false, ":at": 1_000_000 },
        },
        { abortSignal },
      ],
    ]);
  });

  test("leaves what has changed meanwhile, and passes on any other failure", async () => {
    dynamo.on(UpdateCommand).rejectsOnce(refused).rejects(new Error("throttled"));
    expect(await states.confirm(2, 1_000_000)).toBe(undefined);
    await expect(states.confirm(2, 1_000_000)).rejects.toThrow("throttled");
  });
});

describe("fenceItself", () => {
  const update = (ConditionExpression: string, epoch: number) => ({
    TableName: "control-dev1",
    Key,
    UpdateExpression: "SET epoch = :epoch, fenced = :fenced",
    ConditionExpression,
    ExpressionAttributeValues: { ":epoch": epoch, ":fenced": true },
  });

  test("fences in the same epoch, where the item is as it was read; or where there is still none", async () => {
    dynamo.on(UpdateCommand).resolves({});
    const read = { epoch: 3, fenced: false, confirmed: true };
    expect(await states.fenceItself(read, abortSignal)).toEqual({ epoch: 3, fenced: true });
    expect(await states.fenceItself(undefined)).toEqual({ epoch: 1, fenced: true });
    const asRead = "epoch = :epoch AND (attribute_not_exists(confirmed) OR confirmed = :fenced)";
    expect(sent()).toEqual([
      [UpdateCommand, update(asRead, 3), { abortSignal }],
      [UpdateCommand, update("attribute_not_exists(pk)", 1), {}],
    ]);
  });

  test("takes what was written meanwhile for what holds", async () => {
    dynamo.on(UpdateCommand).rejects(refused);
    dynamo.on(GetCommand).resolves({ Item: { epoch: 4, fenced: false, confirmed: false } });
    expect(await states.fenceItself(undefined)).toEqual({ epoch: 4, fenced: false });
  });

  test("claims nothing of an item that is gone, nor of a table that does not answer", async () => {
    dynamo.on(UpdateCommand).rejectsOnce(refused).rejects(new Error("throttled"));
    dynamo.on(GetCommand).resolves({});
    await expect(states.fenceItself(undefined)).rejects.toThrow(
      new Error("the item control-dev1 region-state#us-east-2 was there, and is gone"),
    );
    await expect(states.fenceItself(undefined)).rejects.toThrow("throttled");
  });
});
