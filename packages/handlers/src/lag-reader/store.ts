import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { replicationLagItemKey } from "@tandem/config/replication-lag";
import { mayWrite } from "../heartbeat/stores.ts";
import type { Lag, ReportLag } from "./lag.ts";

/** The region's one item of the control table, on its own replica. What is not known is taken out of it. */
export function lagReporter(client: DynamoDBDocumentClient, controlTable: string): ReportLag {
  return async ({ region, writtenAt, startedAt, invocationId, lag }) => {
    const set = "SET #region = :region, writtenAt = :writtenAt, startedAt = :startedAt, invocationId = :invocationId";
    const told = Object.entries(attributesOf(lag));
    const known = told.filter(([, value]) => value !== undefined);
    const unknown = told.filter(([, value]) => value === undefined).map(([name]) => name);
    const more = known.map(([name]) => `, ${name} = :${name}`).join("");
    try {
      await client.send(
        new UpdateCommand({
          TableName: controlTable,
          Key: replicationLagItemKey(region),
          UpdateExpression: `${set}${more} REMOVE ${unknown.join(", ")}`,
          ConditionExpression: mayWrite,
          // A reserved word of DynamoDB's.
          ExpressionAttributeNames: { "#region": "region" },
          ExpressionAttributeValues: {
            ":region": region,
            ":writtenAt": writtenAt,
            ":startedAt": startedAt,
            ":invocationId": invocationId,
            ...Object.fromEntries(known.map(([name, value]) => [`:${name}`, value])),
          },
        }),
      );
      return "written";
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return "superseded";
      throw error;
    }
  };
}

function attributesOf(lag: Lag) {
  const none = { lagMs: undefined, rowWrittenAt: undefined, auroraVersion: undefined, why: undefined };
  if (!lag.known) return { ...none, why: lag.why };
  return { ...none, lagMs: lag.ageMs, rowWrittenAt: lag.writtenAt, auroraVersion: lag.auroraVersion };
}
