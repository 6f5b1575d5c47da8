import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { SessionStore } from "./session.ts";

const session = z.object({
  id: z.string(),
  values: z.record(z.string(), z.string()),
  region: z.string(),
  epoch: z.int().check(z.gte(1)),
  expiresAt: z.int(),
});

/**
 * Sessions in a global table with the keys `pk` = `SESSION#<id>`, `sk` = `<epoch, 10 digits>#<region>`, so that no item is
 * ever written from two regions, and `expiresAt` to delete them by.
 */
export function createSessionStore(client: DynamoDBDocumentClient, sessionsTable: string): SessionStore {
  const keyOf = (id: string) => `SESSION#${id}`;
  return {
    read: async (id) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: sessionsTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": keyOf(id) },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      const [item] = Items;
      return item === undefined ? undefined : understand(session, item, `${sessionsTable} ${keyOf(id)}`);
    },
    write: async (written) => {
      const { id, epoch, region } = written;
      const sk = `${String(epoch).padStart(10, "0")}#${region}`;
      await client.send(new PutCommand({ TableName: sessionsTable, Item: { pk: keyOf(id), sk, ...written } }));
    },
  };
}
