import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { LedgerItem, RegionState, TransactionStore } from "./ledger.ts";

/** Sort keys order as text, so epochs have a fixed width; this is the highest that fits. */
const maxEpoch = 9_999_999_999;
const epoch = z.int().check(z.gte(1), z.lte(maxEpoch));

const ledgerItem = z.object({
  id: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  description: z.optional(z.string()),
  region: z.string(),
  epoch,
  acceptedAt: z.string(),
  payloadDigest: z.string(),
});

const regionState = z.object({ epoch, fenced: z.boolean() });

/** No transaction has this key: ids are never empty. */
const probeKey = partitionKey("");

export interface DynamoStore extends TransactionStore {
  /** Reads nothing, strongly consistent; throws when the workload table does not answer. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** The fence state of a region; undefined when the controller has written none. Throws on an item it cannot understand. */
  readonly readRegionState: (region: string, signal?: AbortSignal) => Promise<RegionState | undefined>;
}

/**
 * The ledger in DynamoDB. Keys of the workload table: `pk` = `TX#<id>`, `sk` = `<epoch, 10 digits>#<region>`;
 * of the control table: `pk` = `region-state`, `sk` = `<region>`.
 */
export function createDynamoStore(
  client: DynamoDBDocumentClient,
  tables: { readonly workloadTable: string; readonly controlTable: string },
): DynamoStore {
  return {
    versions: async (id) => {
      // One page is a megabyte, hundreds of versions; an id gets at most one per region and epoch.
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.workloadTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": partitionKey(id) },
          ConsistentRead: true,
          ScanIndexForward: false,
        }),
      );
      return Items.map((item) => understand(ledgerItem, item, `${tables.workloadTable} ${partitionKey(id)}`));
    },
    append: async (item) => {
      try {
        await client.send(
          new PutCommand({
            TableName: tables.workloadTable,
            Item: { pk: partitionKey(item.id), sk: sortKey(item), ...item },
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        );
        return "appended";
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "exists";
        throw error;
      }
    },
    probe: async (abortSignal) => {
      await client.send(
        new QueryCommand({
          TableName: tables.workloadTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": probeKey },
          ConsistentRead: true,
          Limit: 1,
        }),
        { abortSignal },
      );
    },
    readRegionState: async (region, abortSignal) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tables.controlTable,
          Key: { pk: "region-state", sk: region },
          ConsistentRead: true,
        }),
        abortSignal === undefined ? {} : { abortSignal },
      );
      return Item === undefined
        ? undefined
        : understand(regionState, Item, `${tables.controlTable} region-state ${region}`);
    },
  };
}

function partitionKey(id: string): string {
  return `TX#${id}`;
}

function sortKey({ epoch: value, region }: LedgerItem): string {
  return `${String(value).padStart(10, "0")}#${region}`;
}
