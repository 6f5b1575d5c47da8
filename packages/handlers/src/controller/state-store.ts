import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { stateItemKeys } from "@tandem/config/control";
import type { Targets } from "@tandem/config/control";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { OperatorRequest } from "./readings.ts";
import { initialState, parseState } from "./state.ts";
import type { ControllerState } from "./state.ts";

/** One invocation of the controller. */
export interface Invocation {
  /** Lambda's id of the request. */
  readonly invocationId: string;
  /** Milliseconds since 1970. The later of two invocations has the lease. */
  readonly startedAt: number;
}

/** A lease that began so many milliseconds ahead of the clock was told by a wrong one, and keeps nobody out. */
const clockToleranceMs = 60_000;

const name = z.string().check(z.minLength(1));
const names = z.object({ primary: name, standby: name });
const targets = z.object({
  primaryHealthUrl: z.url(),
  standbyReadyUrl: z.url(),
  database: z.optional(z.object({ globalClusterId: name, primaryArn: name, standbyArn: name })),
  compute: z.optional(z.object({ autoScalingGroups: z.optional(names), functions: z.optional(names) })),
});
const request = z.object({
  id: z.string().check(z.minLength(1)),
  kind: z.enum(["failover", "failover-with-data-loss", "failback"]),
  at: z.int(),
});

export interface StateStore {
  /**
   * Takes the lease, or keeps it, and reads the state under it; `superseded` where a later invocation has it.
   * @param now Milliseconds since 1970
   * @throws when the table does not answer, and for a state that is not understood
   */
  readonly hold: (invocation: Invocation, now: number) => Promise<ControllerState | "superseded">;
  /**
   * Writes the state that follows the one of `before`, with the version that follows; `superseded` where the lease is gone
   * or another state was written since, and nothing was changed.
   */
  readonly persist: (
    invocation: Invocation,
    before: number,
    state: ControllerState,
  ) => Promise<ControllerState | "superseded">;
  /** What is watched; undefined until the traffic plane is there. */
  readonly readTargets: (signal: AbortSignal) => Promise<Targets | undefined>;
  readonly readRequest: (signal: AbortSignal) => Promise<OperatorRequest | undefined>;
}

// Reserved words of DynamoDB's among them.
const attributes = { "#lease": "lease", "#version": "version", "#state": "state" };

/** The controller's own items of the state table. Lease and state are one item, so that one condition guards both. */
export function createStateStore(client: DynamoDBDocumentClient, stateTable: string): StateStore {
  const read = async (key: (typeof stateItemKeys)["targets" | "request"], abortSignal: AbortSignal) => {
    const get = new GetCommand({ TableName: stateTable, Key: key, ConsistentRead: true });
    const { Item } = await client.send(get, { abortSignal });
    return Item;
  };
  return {
    hold: async ({ invocationId, startedAt }, now) => {
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: stateTable,
            Key: stateItemKeys.state,
            UpdateExpression:
              "SET #lease = :lease, #version = if_not_exists(#version, :zero), #state = if_not_exists(#state, :initial)",
            ConditionExpression:
              "attribute_not_exists(#lease) OR #lease.startedAt < :startedAt OR #lease.startedAt > :ahead" +
              " OR #lease.invocationId = :invocationId",
            ExpressionAttributeNames: attributes,
            ExpressionAttributeValues: {
              ":lease": { invocationId, startedAt },
              ":startedAt": startedAt,
              ":ahead": now + clockToleranceMs,
              ":invocationId": invocationId,
              ":zero": initialState.version,
              ":initial": initialState,
            },
            ReturnValues: "ALL_NEW",
          }),
        );
        return parseState(Attributes?.["state"]);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "superseded";
        throw error;
      }
    },
    persist: async ({ invocationId }, before, changed) => {
      const state = { ...changed, version: before + 1 };
      try {
        await client.send(
          new UpdateCommand({
            TableName: stateTable,
            Key: stateItemKeys.state,
            UpdateExpression: "SET #state = :state, #version = :version",
            ConditionExpression: "#version = :before AND #lease.invocationId = :invocationId",
            ExpressionAttributeNames: attributes,
            ExpressionAttributeValues: {
              ":state": state,
              ":version": state.version,
              ":before": before,
              ":invocationId": invocationId,
            },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return state;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // A first attempt whose answer was lost: nobody else writes this version while the lease is ours.
        const isOurs =
          error.Item?.["lease"]?.M?.["invocationId"]?.S === invocationId &&
          error.Item["version"]?.N === String(state.version);
        return isOurs ? state : "superseded";
      }
    },
    readTargets: async (signal) => {
      const item = await read(stateItemKeys.targets, signal);
      return item === undefined ? undefined : understand(targets, item, `${stateTable} targets`);
    },
    readRequest: async (signal) => {
      const item = await read(stateItemKeys.request, signal);
      return item === undefined ? undefined : understand(request, item, `${stateTable} request`);
    },
  };
}
