import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { LedgerItem, TransactionStore } from "./ledger.ts";
import { epochSchema } from "./region-state.ts";

const ledgerItem = z.object({
  id: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  description: z.optional(z.string()),
  region: z.string(),
  epoch: epochSchema,
  acceptedAt: z.string(),
  payloadDigest: z.string(),
});

/** No transaction has this key: ids are never empty. */
const probeKey = partitionKey("");

export interface DynamoStore extends TransactionStore {
  /** Reads nothing, strongly consistent; throws when the workload table does not answer. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
}

/**
 * The ledger in DynamoDB. Keys of the workload table: `pk` = `TX#<id>`, `sk` = `<epoch, 10 digits>#<region>`.
 */
export function createDynamoStore(client: DynamoDBDocumentClient, workloadTable: string): DynamoStore {
  return {
    versions: async (id) => {
      // One page is a megabyte, hundreds of versions; an id gets at most one per region and epoch.
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: workloadTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": partitionKey(id) },
          ConsistentRead: true,
          ScanIndexForward: false,
        }),
      );
      return Items.map((item) => understand(ledgerItem, item, `${workloadTable} ${partitionKey(id)}`));
    },
    append: async (item) => {
      try {
        await client.send(
          new PutCommand({
            TableName: workloadTable,
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
          TableName: workloadTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": probeKey },
          ConsistentRead: true,
          Limit: 1,
        }),
        { abortSignal },
      );
    },
  };
}

function partitionKey(id: string): string {
  return `TX#${id}`;
}

function sortKey({ epoch: value, region }: LedgerItem): string {
  return `${String(value).padStart(10, "0")}#${region}`;
}
