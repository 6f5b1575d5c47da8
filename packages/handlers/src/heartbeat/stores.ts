import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { heartbeatItemKey, heartbeatObjectKey } from "@tandem/config/heartbeat";
import type { PutEvidence, WriteHeartbeat } from "./heartbeat.ts";

/**
 * The later of two invocations writes, and of two that began in the same millisecond the one whose id sorts last. A start
 * that lies ahead of the writer's own time was told by a wrong clock, and keeps nobody from writing.
 */
export const mayWrite =
  "attribute_not_exists(pk) OR startedAt < :startedAt OR startedAt > :writtenAt" +
  " OR (startedAt = :startedAt AND invocationId <= :invocationId)";

/**
 * The region's one item of the control table. Its writers are of one region, so that the condition is evaluated on the
 * replica that all of them write to.
 */
export function heartbeatWriter(client: DynamoDBDocumentClient, controlTable: string): WriteHeartbeat {
  return async ({ region, writtenAt, startedAt, invocationId, databaseWrittenAt }) => {
    try {
      await client.send(
        new UpdateCommand({
          TableName: controlTable,
          Key: heartbeatItemKey(region),
          UpdateExpression:
            "SET #region = :region, writtenAt = :writtenAt, startedAt = :startedAt, invocationId = :invocationId" +
            // What is not known now is left as it was: the time of an earlier invocation's.
            (databaseWrittenAt === undefined ? "" : ", databaseWrittenAt = :databaseWrittenAt"),
          ConditionExpression: mayWrite,
          // A reserved word of DynamoDB's.
          ExpressionAttributeNames: { "#region": "region" },
          ExpressionAttributeValues: {
            ":region": region,
            ":writtenAt": writtenAt,
            ":startedAt": startedAt,
            ":invocationId": invocationId,
            ...(databaseWrittenAt === undefined ? {} : { ":databaseWrittenAt": databaseWrittenAt }),
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

/** The region's one object, which S3 copies to the other region's bucket: what arrives there tells how far behind it is. */
export function evidenceWriter(client: S3Client, documentsBucket: string): PutEvidence {
  return async ({ region, writtenAt }) => {
    await client.send(
      new PutObjectCommand({
        Bucket: documentsBucket,
        Key: heartbeatObjectKey(region),
        Body: JSON.stringify({ region, writtenAt }),
        ContentType: "application/json",
      }),
    );
  };
}
