import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { stateItemKeys } from "@tandem/config/control";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";

const latchItem = z.object({ epoch: z.int().check(z.gte(1)), set: z.boolean() });

/** The latch as the state table has it, and at which epoch it was last changed. */
export type LatchItem = z.infer<typeof latchItem>;

/**
 * Reads the latch, strongly consistent; undefined where it was never written.
 * @throws when the table does not answer, and for an item that is not understood.
 */
export async function readLatchItem(
  client: DynamoDBDocumentClient,
  stateTable: string,
  abortSignal: AbortSignal,
): Promise<LatchItem | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: stateTable, Key: stateItemKeys.latch, ConsistentRead: true }),
    { abortSignal },
  );
  return Item === undefined ? undefined : understand(latchItem, Item, `${stateTable} ${stateItemKeys.latch.pk}`);
}
