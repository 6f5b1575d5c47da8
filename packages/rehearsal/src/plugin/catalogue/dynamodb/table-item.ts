import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { describeTable } from "./table-status.ts";

/** A value as DynamoDB's JSON has it. Lists, sets and binary values are not known here. */
type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Readonly<Record<string, Value>> };

const valueSchema: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ M: z.record(z.string(), valueSchema) }),
  ]),
);

/** DynamoDB's JSON of one item: `{"pk":{"S":"targets"}}`. */
const itemSchema = z.record(z.string(), valueSchema);
type Item = z.infer<typeof itemSchema>;

/**
 * One item of a table that has a hash and a range key. Its identifier is `<table>,<hash value>,<range value>`, as the
 * official provider's. What others add to the item is theirs. It is made only where nothing is.
 */
export const tableItem: ResourceEntry = {
  type: "aws:dynamodb/tableItem:TableItem",
  // An item of a program is like one of the table's users, and each goes with its table, which is listed.
  unlisted: true,
  properties: {
    tableName: { required: true, replaces: true },
    hashKey: { required: true, replaces: true },
    rangeKey: { required: true, replaces: true },
    item: { required: true, json: true },
  },
  computed: { hashKeyValue: "stable", rangeKeyValue: "stable" },

  async create(context, inputs) {
    await context.client(DynamoDBClient).send(
      new PutItemCommand({
        TableName: requiredText(inputs, "tableName"),
        Item: itemOf(inputs),
        ConditionExpression: "attribute_not_exists(#hash)",
        ExpressionAttributeNames: { "#hash": requiredText(inputs, "hashKey") },
      }),
    );
    const values = keyNames(inputs).map((name) => keyValue(itemOf(inputs), name));
    return [requiredText(inputs, "tableName"), ...values].join(",");
  },

  async read(context, id, known) {
    const place = await locate(context, id);
    if (place === undefined) return undefined;
    const { tableName, hashKey, rangeKey, Key } = place;
    const found = await context
      .client(DynamoDBClient)
      .send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    if (found.Item === undefined) return undefined;
    const given = text(known, "item") === undefined ? undefined : Object.keys(itemOf(known));
    const item = Object.entries(found.Item).filter(([name]) => given?.includes(name) ?? true);
    return present({
      tableName,
      hashKey,
      rangeKey,
      item: JSON.stringify(Object.fromEntries(item)),
      hashKeyValue: keyValue(found.Item, hashKey),
      rangeKeyValue: keyValue(found.Item, rangeKey),
    });
  },

  async update(context, id, news, olds) {
    const [wanted, there] = [itemOf(news), itemOf(olds)];
    for (const name of keyNames(news)) {
      if (!isDeepStrictEqual(wanted[name], there[name])) throw new Error(`${id}: another ${name} is another item`);
    }
    const client = context.client(DynamoDBClient);
    const TableName = requiredText(news, "tableName");
    const { Item = {} } = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(news, wanted), ConsistentRead: true }),
    );
    const others = Object.entries(Item).filter(([name]) => there[name] === undefined);
    await client.send(new PutItemCommand({ TableName, Item: { ...Object.fromEntries(others), ...wanted } }));
  },

  async delete(context, _id, state) {
    const TableName = requiredText(state, "tableName");
    await unlessGone(
      context.client(DynamoDBClient).send(new DeleteItemCommand({ TableName, Key: keyOf(state, itemOf(state)) })),
      ResourceNotFoundException.name,
    );
  },

  async list() {
    return [];
  },
};

/** @throws ZodError for what is no item of values that are known here */
function itemOf(inputs: Properties): Item {
  return itemSchema.parse(JSON.parse(requiredText(inputs, "item")));
}

function keyNames(inputs: Properties): readonly [string, string] {
  return [requiredText(inputs, "hashKey"), requiredText(inputs, "rangeKey")];
}

function keyOf(inputs: Properties, item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(keyNames(inputs).map((name) => [name, { S: keyValue(item, name) }]));
}

/** @throws Error where the item has no such text: keys of other types are not known here */
function keyValue(item: Readonly<Record<string, AttributeValue>>, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`the item has no text under its key ${name}`);
  return value;
}

/** What the identifier names, by the table's own keys; undefined when the table is gone. */
async function locate(context: CallContext, id: string) {
  const [tableName = "", hash = "", range = ""] = id.split(",");
  const table = await describeTable(context.client(DynamoDBClient), tableName);
  const nameOf = (type: string) => table?.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const [hashKey, rangeKey] = [nameOf("HASH"), nameOf("RANGE")];
  if (hashKey === undefined || rangeKey === undefined) return undefined;
  return { tableName, hashKey, rangeKey, Key: { [hashKey]: { S: hash }, [rangeKey]: { S: range } } };
}
