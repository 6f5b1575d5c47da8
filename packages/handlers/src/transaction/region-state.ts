import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { fenceItemKey } from "@tandem/config/control";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { RegionState } from "./ledger.ts";

/** Sort keys of the ledger order as text, so epochs have a fixed width; this is the highest that fits. */
const maxEpoch = 9_999_999_999;

/** An epoch, as items have it. */
export const epochSchema = z.int().check(z.gte(1), z.lte(maxEpoch));

const regionState = z.object({
  epoch: epochSchema,
  fenced: z.boolean(),
  confirmed: z._default(z.boolean(), true),
  confirmedAt: z.optional(z.number()),
});

/** A region's item of the control table. */
export interface RegionStateItem extends RegionState {
  /** Whether DNS has named the region since it was unfenced. */
  readonly confirmed: boolean;
  /** When it first had, in milliseconds since 1970. */
  readonly confirmedAt?: number | undefined;
}

/** One region's item of the control table, on its own replica. Every method throws when the table does not answer. */
export interface RegionStateStore {
  /** The region's state, strongly consistent; undefined when none was written. Throws on an item it cannot understand. */
  readonly read: (signal?: AbortSignal) => Promise<RegionStateItem | undefined>;
  /** Notes that DNS names the region, where it is still unfenced in this epoch. */
  readonly confirm: (epoch: number, at: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Fences the region in the epoch that it is in, where it is still as it was read.
   * @returns the state that holds then: where something else was written meanwhile, that.
   */
  readonly fenceItself: (read: RegionStateItem | undefined, signal?: AbortSignal) => Promise<RegionState>;
}

/** @param region The region whose replica `client` reaches. */
export function createRegionStateStore(
  client: DynamoDBDocumentClient,
  controlTable: string,
  region: string,
): RegionStateStore {
  const Key = fenceItemKey(region);
  const optionsOf = (abortSignal: AbortSignal | undefined) => (abortSignal === undefined ? {} : { abortSignal });
  const read = async (signal?: AbortSignal): Promise<RegionStateItem | undefined> => {
    const get = new GetCommand({ TableName: controlTable, Key, ConsistentRead: true });
    const { Item } = await client.send(get, optionsOf(signal));
    return Item === undefined ? undefined : understand(regionState, Item, `${controlTable} ${Key.pk}`);
  };
  const isChanged = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;
  return {
    read,
    confirm: async (epoch, at, signal) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: controlTable,
            Key,
            UpdateExpression: "SET confirmed = :yes, confirmedAt = :at",
            ConditionExpression: "epoch = :epoch AND fenced = :no AND confirmed = :no",
            ExpressionAttributeValues: { ":epoch": epoch, ":yes": true, ":no": false, ":at": at },
          }),
          optionsOf(signal),
        );
      } catch (error) {
        // Another process was first, or the controller has moved on: the next reading tells.
        if (!isChanged(error)) throw error;
      }
    },
    fenceItself: async (before, signal) => {
      const epoch = before?.epoch ?? 1;
      try {
        await client.send(
          new UpdateCommand({
            TableName: controlTable,
            Key,
            UpdateExpression: "SET epoch = :epoch, fenced = :fenced",
            ConditionExpression:
              before === undefined
                ? "attribute_not_exists(pk)"
                : "epoch = :epoch AND (attribute_not_exists(confirmed) OR confirmed = :fenced)",
            ExpressionAttributeValues: { ":epoch": epoch, ":fenced": true },
          }),
          optionsOf(signal),
        );
        return { epoch, fenced: true };
      } catch (error) {
        if (!isChanged(error)) throw error;
        const now = await read(signal);
        if (now === undefined)
          throw new Error(`the item ${controlTable} ${Key.pk} was there, and is gone`, { cause: error });
        return { epoch: now.epoch, fenced: now.fenced };
      }
    },
  };
}
