import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { evidenceWriter, heartbeatWriter } from "./stores.ts";

const dynamo = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
beforeEach(() => {
  dynamo.reset();
  s3.reset();
});

const write = heartbeatWriter(dynamo as unknown as DynamoDBDocumentClient, "control-dev1");
const heartbeat = { region: "us-east-1", writtenAt: 1_010_000, startedAt: 1_000_000, invocationId: "i1" };

test("a heartbeat is set in the region's item, unless a later invocation has set it", async () => {
  dynamo.on(UpdateCommand).resolves({});
  expect(await write(heartbeat)).toBe("written");
  expect(dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      TableName: "control-dev1",
      Key: { pk: "heartbeat#us-east-1", sk: "latest" },
      UpdateExpression:
        "SET #region = :region, writtenAt = :writtenAt, startedAt = :startedAt, invocationId = :invocationId",
      ConditionExpression:
        "attribute_not_exists(pk) OR startedAt < :startedAt OR startedAt > :writtenAt OR (startedAt = :startedAt AND invocationId <= :invocationId)",
      ExpressionAttributeNames: { "#region": "region" },
      ExpressionAttributeValues: {
        ":region": "us-east-1",
        ":writtenAt": 1_010_000,
        ":startedAt": 1_000_000,
        ":invocationId": "i1",
      },
    },
  ]);
});

test("a refused condition means a later invocation; any other failure is one", async () => {
  dynamo.on(UpdateCommand).rejectsOnce(new ConditionalCheckFailedException({ message: "no", $metadata: {} }));
  expect(await write(heartbeat)).toBe("superseded");
  dynamo.on(UpdateCommand).rejects(new Error("DynamoDB is away"));
  await expect(write(heartbeat)).rejects.toThrow("DynamoDB is away");
});

test("the item tells when the database was last reached, and keeps that where it is not known now", async () => {
  dynamo.on(UpdateCommand).resolves({});
  await write({ ...heartbeat, databaseWrittenAt: 1_000_000 });
  await write(heartbeat);
  const [told, kept] = dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
  expect(told?.UpdateExpression).toContain(", databaseWrittenAt = :databaseWrittenAt");
  expect(told?.ExpressionAttributeValues?.[":databaseWrittenAt"]).toBe(1_000_000);
  expect(kept?.UpdateExpression).not.toContain("databaseWrittenAt");
});

test("the object says when it was written, and by whom", async () => {
  s3.on(PutObjectCommand).resolves({});
  await evidenceWriter(s3 as unknown as S3Client, "payment-docs-us-east-1-dev1")(heartbeat);
  expect(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      Bucket: "payment-docs-us-east-1-dev1",
      Key: "heartbeats/us-east-1.json",
      Body: '{"region":"us-east-1","writtenAt":1010000}',
      ContentType: "application/json",
    },
  ]);
});
