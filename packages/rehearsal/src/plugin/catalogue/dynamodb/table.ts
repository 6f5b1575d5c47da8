import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  paginateListTables,
} from "@aws-sdk/client-dynamodb";
import type {
  BillingMode,
  CreateTableCommandInput,
  ScalarAttributeType,
  StreamSpecification,
  StreamViewType,
  TableClass,
  UpdateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { flag, object, objects, requiredText, text } from "../properties.ts";
import { tagList, tagsOf, tagsSpec } from "../tags.ts";
import { regionalClient } from "./regional-client.ts";
import { moveReplicas, refuseStrongConsistency, removeReplica, replicasOf } from "./table-replicas.ts";
import { readPointInTimeRecovery, readTags, setPointInTimeRecovery, setTags } from "./table-settings.ts";
import { describeTable, waitUntilActive, waitUntilGone } from "./table-status.ts";
import { tableProperties } from "./table-view.ts";

/** A table with its replicas in other regions. Indexes and provisioned capacity are not known here. */
export const table: ResourceEntry = {
  type: "aws:dynamodb/table:Table",
  properties: {
    name: { required: true, replaces: true },
    billingMode: { default: "PROVISIONED" },
    hashKey: { required: true, replaces: true },
    rangeKey: { replaces: true },
    // Without indexes these are the keys' types, which a table keeps for life.
    attributes: {
      required: true,
      replaces: true,
      set: true,
      fields: { name: { required: true }, type: { required: true } },
    },
    pointInTimeRecovery: { default: { enabled: false }, fields: { enabled: { required: true } } },
    serverSideEncryption: { default: { enabled: false }, fields: { enabled: { required: true }, kmsKeyArn: {} } },
    deletionProtectionEnabled: { default: false },
    streamEnabled: { default: false },
    streamViewType: {},
    ttl: { default: { enabled: false }, fields: { enabled: { default: false }, attributeName: {} } },
    tableClass: { default: "STANDARD" },
    replicas: {
      set: true,
      default: [],
      fields: {
        regionName: { required: true },
        // MiniStack gives a replica the table's own key, and does not list it with the replica as AWS does.
        kmsKeyArn: { writeOnly: true },
        pointInTimeRecovery: { default: false },
        // A wish to the provider, not a setting in AWS.
        propagateTags: { writeOnly: true },
        deletionProtectionEnabled: { default: false },
        // Only EVENTUAL passes, and MiniStack does not report it.
        consistencyMode: { writeOnly: true },
      },
    },
    tags: tagsSpec,
  },
  computed: { arn: "stable", streamArn: "volatile", streamLabel: "volatile", tagsAll: "volatile" },

  async create(context, inputs) {
    refuseStrongConsistency(inputs);
    const client = context.client(DynamoDBClient);
    const name = requiredText(inputs, "name");
    await client.send(new CreateTableCommand(createRequest(inputs)));
    await completeOrUndo(
      `table ${name}`,
      async () => {
        await waitUntilActive(client, name);
        await setTimeToLive(client, name, inputs, {});
        if (recoveryOf(inputs)) await setPointInTimeRecovery(client, name, true);
        await moveReplicas(context, name, inputs, {}, tagsOf(inputs));
      },
      async () => {
        const made = await describeTable(client, name);
        const replicas = made?.Replicas?.flatMap(({ RegionName }) => RegionName ?? []) ?? [];
        await removeTable(context, name, replicas);
      },
    );
    return name;
  },

  async read(context, id, known) {
    const client = context.client(DynamoDBClient);
    const found = await describeTable(client, id);
    if (found?.TableArn === undefined) return undefined;
    const { TimeToLiveDescription: ttl } = await client.send(new DescribeTimeToLiveCommand({ TableName: id }));
    const replicas = await Promise.all(
      (found.Replicas ?? []).map(async (listed) => {
        const there = regionalClient(context, listed.RegionName ?? context.region);
        const replica = (await describeTable(there, id)) ?? {};
        return { listed, table: replica, pointInTimeRecovery: await readPointInTimeRecovery(there, id) };
      }),
    );
    const pointInTimeRecovery = await readPointInTimeRecovery(client, id);
    const tags = await readTags(client, found.TableArn);
    return tableProperties({ table: found, ttl, pointInTimeRecovery, tags, replicas }, known);
  },

  async update(context, id, news, olds, changed) {
    refuseStrongConsistency(news);
    const client = context.client(DynamoDBClient);
    for (const request of updateRequests(id, news, changed)) {
      await client.send(new UpdateTableCommand(request));
      await waitUntilActive(client, id);
    }
    if (changed.has("ttl")) await setTimeToLive(client, id, news, olds);
    if (changed.has("pointInTimeRecovery")) await setPointInTimeRecovery(client, id, recoveryOf(news));
    if (changed.has("tags")) await setTags(client, arnOf(context, id), tagsOf(news));
    if (changed.has("replicas") || changed.has("tags")) await moveReplicas(context, id, news, olds, tagsOf(news));
  },

  async delete(context, id, state) {
    if ((await describeTable(context.client(DynamoDBClient), id)) === undefined) return;
    await removeTable(context, id, [...replicasOf(state).keys()]);
  },

  async list(context) {
    const client = context.client(DynamoDBClient);
    const names = await everyItem(paginateListTables({ client }, {}), (page) => page.TableNames);
    return Promise.all(
      names.map(async (name) => ({ id: name, name, tags: await readTags(client, arnOf(context, name)) })),
    );
  },
};

function createRequest(inputs: Properties): CreateTableCommandInput {
  const [hashKey, rangeKey] = [requiredText(inputs, "hashKey"), text(inputs, "rangeKey")];
  return {
    TableName: requiredText(inputs, "name"),
    BillingMode: (text(inputs, "billingMode") ?? "PROVISIONED") as BillingMode,
    KeySchema: [
      { AttributeName: hashKey, KeyType: "HASH" },
      ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
    ],
    AttributeDefinitions: objects(inputs, "attributes").map((attribute) => ({
      AttributeName: requiredText(attribute, "name"),
      AttributeType: requiredText(attribute, "type") as ScalarAttributeType,
    })),
    DeletionProtectionEnabled: flag(inputs, "deletionProtectionEnabled") ?? false,
    TableClass: (text(inputs, "tableClass") ?? "STANDARD") as TableClass,
    Tags: tagList(tagsOf(inputs)),
    ...(object(inputs, "serverSideEncryption") === undefined ? {} : { SSESpecification: encryptionOf(inputs) }),
    ...(flag(inputs, "streamEnabled") === true ? { StreamSpecification: streamOf(inputs) } : {}),
  };
}

/** AWS takes each of these changes in a call of its own. */
function updateRequests(name: string, news: Properties, changed: ReadonlySet<string>): UpdateTableCommandInput[] {
  const requests: Omit<UpdateTableCommandInput, "TableName">[] = [];
  if (changed.has("billingMode")) {
    requests.push({ BillingMode: (text(news, "billingMode") ?? "PROVISIONED") as BillingMode });
  }
  if (changed.has("tableClass")) {
    requests.push({ TableClass: (text(news, "tableClass") ?? "STANDARD") as TableClass });
  }
  if (changed.has("deletionProtectionEnabled")) {
    requests.push({ DeletionProtectionEnabled: flag(news, "deletionProtectionEnabled") ?? false });
  }
  if (changed.has("serverSideEncryption")) requests.push({ SSESpecification: encryptionOf(news) });
  if (changed.has("streamEnabled") || changed.has("streamViewType")) {
    requests.push({ StreamSpecification: streamOf(news) });
  }
  return requests.map((request) => ({ TableName: name, ...request }));
}

function encryptionOf(inputs: Properties) {
  const wanted = object(inputs, "serverSideEncryption") ?? {};
  if (flag(wanted, "enabled") !== true) return { Enabled: false };
  const key = text(wanted, "kmsKeyArn");
  return { Enabled: true, SSEType: "KMS" as const, ...(key === undefined ? {} : { KMSMasterKeyId: key }) };
}

function streamOf(inputs: Properties): StreamSpecification {
  if (flag(inputs, "streamEnabled") !== true) return { StreamEnabled: false };
  const view = text(inputs, "streamViewType");
  return { StreamEnabled: true, ...(view === undefined ? {} : { StreamViewType: view as StreamViewType }) };
}

/** AWS wants the attribute's name also to turn it off. */
async function setTimeToLive(client: DynamoDBClient, name: string, news: Properties, olds: Properties): Promise<void> {
  const [wanted, there] = [object(news, "ttl") ?? {}, object(olds, "ttl") ?? {}];
  const [on, wasOn] = [flag(wanted, "enabled") ?? false, flag(there, "enabled") ?? false];
  if (!on && !wasOn) return;
  const AttributeName = requiredText(on ? wanted : there, "attributeName");
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled: on, AttributeName } }),
  );
}

async function removeTable(context: CallContext, name: string, replicas: readonly string[]): Promise<void> {
  const client = context.client(DynamoDBClient);
  for (const region of replicas) {
    if ((await describeTable(regionalClient(context, region), name)) !== undefined) {
      await removeReplica(context, name, region);
    }
  }
  await unlessGone(client.send(new DeleteTableCommand({ TableName: name })), "ResourceNotFoundException");
  await waitUntilGone(client, name);
}

function recoveryOf(inputs: Properties): boolean {
  return flag(object(inputs, "pointInTimeRecovery") ?? {}, "enabled") ?? false;
}

function arnOf(context: CallContext, name: string): string {
  return `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`;
}
