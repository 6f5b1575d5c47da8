import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { lagReporter } from "./store.ts";

const dynamo = mockClient(DynamoDBDocumentClient);
const report = lagReporter(dynamo as unknown as DynamoDBDocumentClient, "control-dev1");
const reading = { region: "us-west-2", writtenAt: 1_010_000, startedAt: 1_000_000, invocationId: "i1" };
beforeEach(() => {
  dynamo.reset();
});

const update = {
  TableName: "control-dev1",
  Key: { pk: "replication-lag#us-west-2", sk: "latest" },
  ConditionExpression:
    "attribute_not_exists(pk) OR startedAt < :startedAt OR startedAt > :writtenAt" +
    " OR (startedAt = :startedAt AND invocationId <= :invocationId)",
  ExpressionAttributeNames: { "#region": "region" },
};
const values = {
  ":region": "us-west-2",
  ":writtenAt": 1_010_000,
  ":startedAt": 1_000_000,
  ":invocationId": "i1",
};
const set = "SET #region = :region, writtenAt = :writtenAt, startedAt = :startedAt, invocationId = :invocationId";

test("leaves what is known, and takes out what is not", async () => {
  dynamo.on(UpdateCommand).resolves({});
  const known = { known: true, writtenAt: 1_008_000, ageMs: 2000 } as const;
  expect(await report({ ...reading, lag: { ...known, auroraVersion: "17.4.2" } })).toBe("written");
  expect(await report({ ...reading, lag: known })).toBe("written");
  expect(await report({ ...reading, lag: { known: false, why: "away" } })).toBe("written");
  const told = { ...values, ":lagMs": 2000, ":rowWrittenAt": 1_008_000 };
  expect(dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input)).toEqual([
    {
      ...update,
      UpdateExpression: `${set}, lagMs = :lagMs, rowWrittenAt = :rowWrittenAt, auroraVersion = :auroraVersion REMOVE why`,
      ExpressionAttributeValues: { ...told, ":auroraVersion": "17.4.2" },
    },
    {
      ...update,
      UpdateExpression: `${set}, lagMs = :lagMs, rowWrittenAt = :rowWrittenAt REMOVE auroraVersion, why`,
      ExpressionAttributeValues: told,
    },
    {
      ...update,
      UpdateExpression: `${set}, why = :why REMOVE lagMs, rowWrittenAt, auroraVersion`,
      ExpressionAttributeValues: { ...values, ":why": "away" },
    },
  ]);
});

test("is superseded where a later invocation reads, and throws when the table does not answer", async () => {
  const lag = { known: false, why: "away" } as const;
  dynamo.on(UpdateCommand).rejectsOnce(new ConditionalCheckFailedException({ message: "no", $metadata: {} }));
  expect(await report({ ...reading, lag })).toBe("superseded");
  dynamo.on(UpdateCommand).rejects(new Error("DynamoDB is away"));
  await expect(report({ ...reading, lag })).rejects.toThrow("DynamoDB is away");
});
