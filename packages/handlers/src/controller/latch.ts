import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { stateItemKeys } from "@tandem/config/control";
import { readLatchItem } from "../latch/latch-item.ts";
import { updateOnCondition } from "./conditional.ts";
import type { Outcome } from "./conditional.ts";
import type { LatchValue } from "./readings.ts";
import type { Change } from "./state.ts";

export type LatchChange = Extract<Change, { kind: "set-latch" | "clear-latch" }>;

export interface LatchStore {
  /** The latch; one that was never written is not set, at epoch 1. */
  readonly read: (signal: AbortSignal) => Promise<LatchValue>;
  /** Sets or clears it, unless a later epoch has. */
  readonly change: (change: LatchChange, signal: AbortSignal) => Promise<Outcome>;
}

/** The latch in the state table, which the function `latch` tells to Route 53. */
export function createLatchStore(client: DynamoDBDocumentClient, stateTable: string): LatchStore {
  return {
    read: async (signal) => (await readLatchItem(client, stateTable, signal)) ?? { epoch: 1, set: false },
    change: async ({ kind, epoch }, signal) => {
      const isSet = kind === "set-latch";
      return await updateOnCondition(
        client,
        {
          TableName: stateTable,
          Key: stateItemKeys.latch,
          UpdateExpression: "SET epoch = :epoch, #set = :set",
          ConditionExpression: "attribute_not_exists(pk) OR epoch <= :epoch",
          // A reserved word of DynamoDB's.
          ExpressionAttributeNames: { "#set": "set" },
          ExpressionAttributeValues: { ":epoch": epoch, ":set": isSet },
        },
        (item) => item["set"]?.BOOL === isSet,
        signal,
      );
    },
  };
}
