import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { heartbeatMetrics } from "@tandem/config/heartbeat";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext } from "../transaction/fixtures.ts";

const dynamo = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const functionName = "payment-heartbeat-us-east-2-dev1";
const variables = {
  CONTROL_TABLE: "control-dev1",
  DOCUMENTS_BUCKET: "payment-docs-us-east-2-dev1",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "payment-heartbeat",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  // Lambda sets it; Powertools tells a cold start by it.
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};

let handler: (event: unknown, context: Context) => Promise<void>;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  dynamo.reset();
  s3.reset();
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      lines.push(JSON.parse(String(line)) as Record<string, unknown>);
      return true;
    });
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** An invocation whose deadline leaves no time for a second tick. */
const invoke = () => handler({}, { ...lambdaContext, getRemainingTimeInMillis: () => 15_000 });

const metrics = () => lines.filter((line) => "_aws" in line);

test("a tick sets the region's item, puts its object, and counts itself under the dimension that alarms look at", async () => {
  dynamo.on(UpdateCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
  await invoke();

  const [update] = dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
  expect([update?.TableName, update?.Key]).toEqual(["control-dev1", { pk: "heartbeat#us-east-2", sk: "latest" }]);
  expect(update?.ExpressionAttributeValues?.[":invocationId"]).toBe(lambdaContext.awsRequestId);
  expect(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => [input.Bucket, input.Key])).toEqual([
    ["payment-docs-us-east-2-dev1", "heartbeats/us-east-2.json"],
  ]);

  const dimensions = heartbeatMetrics.dimensions(functionName);
  expect(metrics()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: "Tandem",
            Dimensions: [Object.keys(dimensions)],
            Metrics: [{ Name: "Heartbeats", Unit: "Count" }],
          },
        ],
      },
      ...dimensions,
      Heartbeats: 1,
    },
  ]);
  expect(lines.at(-1)).toMatchObject({
    level: "INFO",
    message: "heartbeats end",
    because: "the deadline",
    service: "payment-heartbeat",
    environment: "dev",
    region: "us-east-2",
    function_request_id: lambdaContext.awsRequestId,
  });
});

test("what fails is counted, and the invocation ends well all the same", async () => {
  dynamo.on(UpdateCommand).rejects(new Error("DynamoDB is away"));
  s3.on(PutObjectCommand).rejects(new Error("S3 is away"));
  await invoke();
  expect(metrics().map((line) => [line["Heartbeats"], line["HeartbeatEvidenceFailures"]])).toEqual([
    [0, undefined],
    [undefined, 1],
  ]);
  expect(lines.filter(({ level }) => level === "ERROR").map(({ message }) => message)).toEqual([
    "the heartbeat could not be written",
    "the heartbeat could not be put into the bucket",
  ]);
});

test("where a later invocation writes, this one does nothing more", async () => {
  dynamo.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: "no", $metadata: {} }));
  await invoke();
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
  expect(metrics()).toEqual([]);
});
