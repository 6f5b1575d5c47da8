import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { createMarkers } from "./markers.ts";
import { idle, mockedPlaces, refused } from "./testing/places.ts";

const { places, primary, standby } = mockedPlaces();
const markers = createMarkers(places, "payments-dev1");
beforeEach(() => {
  for (const { items, objects } of [primary, standby]) {
    items.reset();
    objects.reset();
  }
});

const body = (text: string) => ({ Body: { transformToString: async () => text } }) as unknown as GetObjectCommandOutput;

test("marks a region's own table and bucket", async () => {
  primary.items.on(UpdateCommand).resolves({});
  primary.objects.on(PutObjectCommand).resolves({});
  expect(await markers.mark("primary", 2, idle)).toBe("done");
  expect(primary.items.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      TableName: "payments-dev1",
      Key: { pk: "MARKER#us-east-1", sk: "latest" },
      UpdateExpression: "SET epoch = :epoch",
      ConditionExpression: "attribute_not_exists(pk) OR epoch <= :epoch",
      ExpressionAttributeValues: { ":epoch": 2 },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  ]);
  expect(primary.objects.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { Bucket: "docs-primary", Key: "markers/us-east-1.json", Body: '{"epoch":2}', ContentType: "application/json" },
  ]);
});

test("a later marker stands for an earlier one; a store that is away fails the mark", async () => {
  standby.items.on(UpdateCommand).rejects(refused({ epoch: { N: "3" } }));
  standby.objects.on(PutObjectCommand).resolvesOnce({}).rejects(new Error("S3 is away"));
  expect(await markers.mark("standby", 2, idle)).toBe("done");
  await expect(markers.mark("standby", 2, idle)).rejects.toThrow("S3 is away");
});

/** What has arrived in the standby of the primary's markers. */
const arrived = (item: number | undefined, object: string | undefined) => {
  standby.items.on(GetCommand).resolves(item === undefined ? {} : { Item: { epoch: item } });
  const Contents = object === undefined ? [] : [{ Key: "markers/us-east-1.json" }];
  standby.objects.on(ListObjectsV2Command).resolves({ Contents });
  standby.objects.on(GetObjectCommand).resolves(body(object ?? ""));
  return markers.arrived("primary", idle);
};

test.each([
  ["both stores", 3, '{"epoch":3}', 3],
  ["both, the bucket behind", 3, '{"epoch":2}', 2],
  ["both, the table behind", 2, '{"epoch":3}', 2],
  ["the table alone", 3, undefined, 0],
  ["the bucket alone", undefined, '{"epoch":3}', 0],
])("reads in the other region what has arrived in %s", async (_, item, object, epoch) => {
  expect(await arrived(item, object)).toBe(epoch);
  expect(primary.items.calls()).toEqual([]);
});

test("asks for the marker alone, consistently", async () => {
  await arrived(3, '{"epoch":3}');
  expect(standby.items.commandCalls(GetCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { TableName: "payments-dev1", Key: { pk: "MARKER#us-east-1", sk: "latest" }, ConsistentRead: true },
  ]);
  expect(standby.objects.calls().map(({ args: [{ input }] }) => input)).toEqual([
    { Bucket: "docs-standby", Prefix: "markers/us-east-1.json", MaxKeys: 1 },
    { Bucket: "docs-standby", Key: "markers/us-east-1.json" },
  ]);
});

test("another object, or an empty answer, is no marker", async () => {
  standby.items.on(GetCommand).resolves({ Item: { epoch: 3 } });
  standby.objects.on(ListObjectsV2Command).resolves({ Contents: [{ Key: "markers/us-east-1.json.old" }] });
  expect(await markers.arrived("primary", idle)).toBe(0);
  standby.objects.on(ListObjectsV2Command).resolves({});
  expect(await markers.arrived("primary", idle)).toBe(0);
  standby.objects.on(ListObjectsV2Command).resolves({ Contents: [{ Key: "markers/us-east-1.json" }] });
  standby.objects.on(GetObjectCommand).resolves({});
  await expect(markers.arrived("primary", idle)).rejects.toThrow("Unexpected end of JSON input");
  standby.objects.on(GetObjectCommand).resolves(body('{"epoch":"3"}'));
  await expect(markers.arrived("primary", idle)).rejects.toThrow(
    new Error("the item docs-standby markers/us-east-1.json is not understood, wrong fields: epoch"),
  );
});
