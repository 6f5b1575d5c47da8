import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { arnOf, away, home, key, ledger, plain, seenTable, tableNames } from "./table-fixture.ts";
import { table } from "./table.ts";

const emulator = useEmulator();

test("a table with a replica is made, found, read back and deleted in both regions", async () => {
  const context = emulator.context(home);
  expect(await find(table, context, { name: "ledger" })).toEqual([]);

  const made = await TestResource.create(table, context, ledger);
  expect(made.id).toBe("ledger");
  const tags = [{ Key: "tandem:urn", Value: "ledger" }];
  expect(await seenTable(emulator, home, "ledger")).toEqual({
    keys: [
      { AttributeName: "id", KeyType: "HASH" },
      { AttributeName: "version", KeyType: "RANGE" },
    ],
    billing: "PAY_PER_REQUEST",
    stream: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    encryption: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: key(home) },
    tableClass: "STANDARD",
    protected: false,
    replicas: [away],
    ttl: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
    recovery: "ENABLED",
    tags,
  });
  const replica = await seenTable(emulator, away, "ledger");
  expect(replica).toMatchObject({ protected: false, replicas: [home], recovery: "ENABLED", tags });

  const described = await emulator.client(DynamoDBClient, away).send(new DescribeTableCommand({ TableName: "ledger" }));
  expect(made.state).toMatchObject({
    arn: arnOf(home, "ledger"),
    tagsAll: ledger.tags,
    replicas: [
      {
        ...ledger.replicas[0],
        deletionProtectionEnabled: false,
        arn: arnOf(away, "ledger"),
        streamArn: described.Table?.LatestStreamArn,
        streamLabel: described.Table?.LatestStreamLabel,
      },
    ],
  });
  expect(made.state["streamArn"]).toMatch(/^arn:aws:dynamodb:us-east-1:000000000000:table\/ledger\/stream\/2/);

  const listed = { id: "ledger", name: "ledger", tags: ledger.tags };
  expect(await find(table, context, { name: "ledger" })).toEqual([listed]);
  expect(await find(table, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);
  expect(await find(table, emulator.context(away), { name: "ledger" })).toEqual([listed]);

  expect(await made.refresh()).toBe(true);
  expect(made.inputs).toEqual(ledger);

  const item = { id: { S: "p-1" }, version: { S: "us-east-1#1" } };
  await emulator.client(DynamoDBClient, home).send(new PutItemCommand({ TableName: "ledger", Item: item }));
  const arrived = await emulator
    .client(DynamoDBClient, away)
    .send(new GetItemCommand({ TableName: "ledger", Key: item }));
  expect(arrived.Item).toEqual(item);

  await made.delete();
  expect(await tableNames(emulator, home)).toEqual([]);
  expect(await tableNames(emulator, away)).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await find(table, context, { name: "ledger" })).toEqual([]);
  await made.delete();
});

test("a table is changed in place, setting by setting", async () => {
  const context = emulator.context(home);
  const made = await TestResource.create(table, context, plain);
  await made.refresh();
  expect(made.inputs).toEqual(plain);

  const full = {
    ...plain,
    tableClass: "STANDARD_INFREQUENT_ACCESS",
    deletionProtectionEnabled: true,
    serverSideEncryption: { enabled: true },
    streamEnabled: true,
    streamViewType: "NEW_IMAGE",
    ttl: { enabled: true, attributeName: "expires" },
    pointInTimeRecovery: { enabled: true },
    tags: { Name: "plain" },
  };
  expect(made.diff(full).replaces).toEqual(new Set());
  await made.update(full);
  expect(await seenTable(emulator, home, "plain")).toMatchObject({
    stream: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    encryption: { Status: "ENABLED", SSEType: "KMS" },
    tableClass: "STANDARD_INFREQUENT_ACCESS",
    protected: true,
    ttl: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
    recovery: "ENABLED",
    tags: [{ Key: "Name", Value: "plain" }],
  });
  await made.refresh();
  expect(made.inputs).toEqual(full);
  await expect(made.delete()).rejects.toThrow(/Table is protected against deletion/);

  await made.update(plain);
  expect(await seenTable(emulator, home, "plain")).toMatchObject({
    stream: { StreamEnabled: false },
    encryption: { Status: "DISABLED" },
    tableClass: "STANDARD",
    protected: false,
    ttl: { TimeToLiveStatus: "DISABLED" },
    recovery: "DISABLED",
    tags: [],
  });
  await made.refresh();
  expect(made.inputs).toEqual(plain);
  await made.delete();
});

test("another key schema is another table", async () => {
  const context = emulator.context(home);
  const old = await TestResource.create(table, context, plain);
  const news = { ...plain, name: "next", hashKey: "key", attributes: [{ name: "key", type: "S" }] };
  expect(old.diff(news).replaces).toEqual(new Set(["name", "hashKey", "attributes"]));
  const next = await TestResource.create(table, context, news);
  await old.delete();
  expect(await tableNames(emulator, home)).toEqual(["next"]);
  await next.delete();
});

test("a table that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(home);
  const made = await TestResource.create(table, context, { ...plain, tags: { Name: "plain" } });
  expect((await TestResource.adopt(table, context, "plain")).inputs).toEqual({ ...plain, tags: { Name: "plain" } });
  await emulator.client(DynamoDBClient, home).send(new DeleteTableCommand({ TableName: "plain" }));
  expect(await made.refresh()).toBe(false);
});

test("properties that the entry does not know are refused, also inside a replica", () => {
  const replicas = [{ regionName: away, readCapacity: 5 }];
  expect(checkInputs(table, { ...plain, replicas, globalSecondaryIndexes: [] })).toEqual([
    {
      property: "replicas[0].readCapacity",
      reason:
        "unknown to the stand-in of aws:dynamodb/table:Table; legal: consistencyMode, deletionProtectionEnabled, kmsKeyArn, pointInTimeRecovery, propagateTags, regionName",
    },
    {
      property: "globalSecondaryIndexes",
      reason:
        "unknown to the stand-in of aws:dynamodb/table:Table; legal: attributes, billingMode, deletionProtectionEnabled, hashKey, name, pointInTimeRecovery, rangeKey, replicas, serverSideEncryption, streamEnabled, streamViewType, tableClass, tags, ttl",
    },
  ]);
});
