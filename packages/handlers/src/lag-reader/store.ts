import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { replicationLagItemKey } from "@tandem/config/replication-lag";
import { mayWrite } from "../heartbeat/stores.ts";
import type { ReportLag } from "./lag.ts";

/** The region's one item of the control table, on its own replica. What is not known is taken out of it. */
export function lagReporter(client: DynamoDBDocumentClient, controlTable: string): ReportLag {
  return async ({ region, writtenAt, startedAt, invocationId, lag }) => {
    const set = "SET #region = :region, writtenAt = :writtenAt, startedAt = :startedAt, invocationId = :invocationId";
    const told = lag.known
      ? {
          update: ", lagMs = :lagMs, rowWrittenAt = :row REMOVE why",
          values: { ":lagMs": lag.ageMs, ":row": lag.writtenAt },
        }
      : { update: ", why = :why REMOVE lagMs, rowWrittenAt", values: { ":why": lag.why } };
    try {
      await client.send(
        new UpdateCommand({
          TableName: controlTable,
          Key: replicationLagItemKey(region),
          UpdateExpression: `${set}${told.update}`,
          ConditionExpression: mayWrite,
          // A reserved word of DynamoDB's.
          ExpressionAttributeNames: { "#region": "region" },
          ExpressionAttributeValues: {
            ":region": region,
            ":writtenAt": writtenAt,
            ":startedAt": startedAt,
            ":invocationId": invocationId,
            ...told.values,
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
