import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { tableItem } from "./table-item.ts";
import { table } from "./table.ts";

const emulator = useEmulator();
const region = "us-east-2";
const key = { pk: { S: "targets" }, sk: { S: "latest" } };
const item = { ...key, url: { S: "https://a.test/health" } };
const inputsWith = (given: object) => ({
  tableName: "state",
  hashKey: "pk",
  rangeKey: "sk",
  item: JSON.stringify(given),
});

async function withTable(use: (client: DynamoDBClient) => Promise<void>): Promise<void> {
  const made = await TestResource.create(table, emulator.context(region), {
    name: "state",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "pk",
    rangeKey: "sk",
    attributes: [
      { name: "pk", type: "S" },
      { name: "sk", type: "S" },
    ],
  });
  await use(emulator.client(DynamoDBClient, region));
  await made.delete();
}

const seen = async (client: DynamoDBClient) =>
  (await client.send(new GetItemCommand({ TableName: "state", Key: key }))).Item;

test("an item is made, changed and deleted, and leaves alone what others add to it", async () => {
  const context = emulator.context(region);
  await withTable(async (client) => {
    const made = await TestResource.create(tableItem, context, inputsWith(item));
    expect(made.id).toBe("state,targets,latest");
    expect(await seen(client)).toEqual(item);
    expect(made.state).toEqual({ ...inputsWith(item), hashKeyValue: "targets", rangeKeyValue: "latest" });
    // Users' items are none of a program's.
    expect(await find(tableItem, context, { id: made.id })).toEqual([]);

    const added = { ...item, seenAt: { N: "7" } };
    await client.send(new PutItemCommand({ TableName: "state", Item: added }));
    await made.refresh();
    expect(made.inputs).toEqual(inputsWith(item));
    const changed = { ...item, url: { S: "https://b.test/health" } };
    expect([...made.diff(inputsWith(changed)).changes.keys()]).toEqual(["item"]);
    await made.update(inputsWith(changed));
    expect(await seen(client)).toEqual({ ...changed, seenAt: { N: "7" } });
    await made.update(inputsWith(key));
    expect(await seen(client)).toEqual({ ...key, seenAt: { N: "7" } });

    const elsewhere = inputsWith({ ...key, sk: { S: "other" } });
    await expect(made.update(elsewhere)).rejects.toThrow("state,targets,latest: another sk is another item");
    expect(made.diff({ ...made.inputs, tableName: "other" }).replaces).toEqual(new Set(["tableName"]));

    await made.delete();
    await made.delete();
    expect(await seen(client)).toBe(undefined);
    expect(await made.refresh()).toBe(false);
  });
});

test("an item is taken over with all that it has, and seen where it was changed", async () => {
  const context = emulator.context(region);
  await withTable(async (client) => {
    const made = await TestResource.create(tableItem, context, inputsWith(item));
    expect((await TestResource.adopt(tableItem, context, made.id)).inputs).toEqual(inputsWith(item));
    await client.send(new PutItemCommand({ TableName: "state", Item: { ...item, url: { S: "https://c.test" } } }));
    await made.refresh();
    expect(made.diff(inputsWith(item)).changes).toEqual(new Map([["item", "update"]]));
    await client.send(new DeleteItemCommand({ TableName: "state", Key: key }));
    expect(await made.refresh()).toBe(false);
  });
});

test("nothing is written over", async () => {
  await withTable(async () => {
    const again = () => TestResource.create(tableItem, emulator.context(region), inputsWith(item));
    await again();
    await expect(again()).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
  });
});

test("an item is gone with its table", async () => {
  let made: TestResource | undefined;
  await withTable(async () => {
    made = await TestResource.create(tableItem, emulator.context(region), inputsWith(item));
  });
  expect(await made?.refresh()).toBe(false);
  await made?.delete();
});

test("an item may have maps of values, and is the same in whatever order they are kept", async () => {
  await withTable(async (client) => {
    const nested = {
      ...item,
      database: { M: { id: { S: "g" }, arns: { M: { primary: { S: "a" }, standby: { S: "b" } } } } },
    };
    const made = await TestResource.create(tableItem, emulator.context(region), inputsWith(nested));
    expect(await seen(client)).toEqual(nested);
    await made.refresh();
    expect([...made.diff(inputsWith(nested)).changes.keys()]).toEqual([]);
    await made.delete();
  });
});

test("values and keys of types that the entry does not know are refused", async () => {
  const create = (given: object) => TestResource.create(tableItem, emulator.context(region), inputsWith(given));
  await expect(create({ ...key, bytes: { B: "AA==" } })).rejects.toThrow("Invalid input");
  await withTable(async () => {
    await expect(create({ pk: { S: "targets" }, sk: { N: "1" } })).rejects.toThrow(/Type mismatch|sk/);
  });
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(tableItem, { ...inputsWith(item), ttl: 1 })).toEqual([
    {
      property: "ttl",
      reason: "unknown to the stand-in of aws:dynamodb/tableItem:TableItem; legal: hashKey, item, rangeKey, tableName",
    },
  ]);
});
