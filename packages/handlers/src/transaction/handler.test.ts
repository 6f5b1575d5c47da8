import { resolveTxt } from "node:dns/promises";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext, restEvent } from "./fixtures.ts";
import type { HttpHandler } from "./routes.ts";

vi.mock("node:dns/promises");
const dynamo = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const variables = {
  WORKLOAD_TABLE: "payments-dev1",
  CONTROL_TABLE: "control-dev1",
  DOCUMENTS_BUCKET: "payment-docs-us-east-2-dev1",
  STARTS_FENCED: "false",
  ROLE_RECORD: "role.api.pay.test",
  ROLE: "primary",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "payment-processor",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
  // Lambda sets it; Powertools tells a cold start by it.
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};
const payload = { id: "pay_1", amountMinor: 1250, currency: "USD", description: "café rent" };
const identity = { service: "payment-processor", environment: "dev", region: "us-east-2" };

let handler: HttpHandler;
let logLines: string[];
beforeEach(async () => {
  dynamo.reset();
  s3.reset();
  vi.mocked(resolveTxt).mockReset();
  vi.mocked(resolveTxt).mockResolvedValue([["primary"]]);
  logLines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    logLines.push(String(line));
    return true;
  });
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  // A cold start for each test: no reading is kept from the one before.
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const send = async (method: string, path: string, body?: unknown) => {
  const event = restEvent(method, path, body === undefined ? null : JSON.stringify(body));
  const result = await handler(event, lambdaContext);
  return { statusCode: result.statusCode, body: JSON.parse(result.body ?? "") as Record<string, unknown> };
};

test("a payment goes into the region's table with the region's epoch, and its replay comes out of it", async () => {
  dynamo.on(GetCommand).resolves({ Item: { epoch: 2, fenced: false } });
  dynamo.on(QueryCommand).resolves({ Items: [] });
  dynamo.on(PutCommand).resolves({});
  vi.setSystemTime(Date.UTC(2026, 10, 21, 12, 0, 0));
  const accepted = { ...payload, region: "us-east-2", epoch: 2, acceptedAt: "2026-11-21T12:00:00.000Z" };
  expect(await send("POST", "/transactions", payload)).toEqual({ statusCode: 201, body: accepted });

  const [put] = dynamo.commandCalls(PutCommand);
  expect(put?.args[0].input).toEqual({
    TableName: "payments-dev1",
    Item: {
      pk: "TX#pay_1",
      sk: "0000000002#us-east-2",
      ...accepted,
      payloadDigest: "95874570c832755f080c08f120a1713eebc8aa23ffc5b6ca881e002c43ae1d7a",
    },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  expect(dynamo.commandCalls(GetCommand).map(({ args: [{ input }] }) => [input.TableName, input.Key])).toEqual([
    ["control-dev1", { pk: "region-state#us-east-2", sk: "latest" }],
  ]);

  dynamo.on(QueryCommand).resolves({ Items: [put?.args[0].input.Item ?? {}] });
  expect(await send("POST", "/transactions", payload)).toEqual({ statusCode: 200, body: accepted });
  expect(await send("GET", "/transactions/pay_1")).toEqual({ statusCode: 200, body: accepted });
  vi.useRealTimers();
});

test("a put that loses a race is answered from what won it", async () => {
  dynamo.on(GetCommand).resolves({});
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [] })
    .resolves({
      Items: [
        {
          ...payload,
          region: "us-east-2",
          epoch: 1,
          acceptedAt: "2026-11-21T12:00:00.000Z",
          payloadDigest: "another",
        },
      ],
    });
  dynamo.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: "exists", $metadata: {} }));
  expect(await send("POST", "/transactions", payload)).toEqual({
    statusCode: 409,
    body: { error: "conflict", message: "transaction pay_1 exists with another payload; use a new id" },
  });
});

test("a document goes into the region's bucket, for a payment that exists", async () => {
  dynamo.on(GetCommand).resolves({ Item: { epoch: 2, fenced: false } });
  dynamo.on(QueryCommand).resolves({
    Items: [{ ...payload, region: "us-east-1", epoch: 1, acceptedAt: "2026-11-21T12:00:00.000Z", payloadDigest: "d" }],
  });
  s3.on(ListObjectsV2Command).resolves({});
  s3.on(PutObjectCommand).resolves({});
  const event = restEvent("PUT", "/transactions/pay_1/document", Buffer.from([0xff, 0x00]).toString("base64"));
  const headers = { ...event.headers, "Content-Type": "application/pdf" };
  const { statusCode } = await handler({ ...event, headers, isBase64Encoded: true }, lambdaContext);
  expect(statusCode).toBe(201);
  const [put] = s3.commandCalls(PutObjectCommand);
  const { Bucket, Key, Body, ContentType } = put?.args[0].input ?? {};
  expect([Bucket, Key, Body, ContentType]).toEqual([
    "payment-docs-us-east-2-dev1",
    "transactions/pay_1/0000000002-us-east-2",
    Buffer.from([0xff, 0x00]),
    "application/pdf",
  ]);
});

test("/health and /ready read both tables once", async () => {
  dynamo.on(GetCommand).resolves({ Item: { epoch: 3, fenced: true } });
  dynamo.on(QueryCommand).resolves({});
  expect(await send("GET", "/health")).toEqual({
    statusCode: 503,
    body: { status: "unhealthy", reasons: ["the region is fenced at epoch 3"], ...identity, fenced: true, epoch: 3 },
  });
  expect(await send("GET", "/ready")).toEqual({
    statusCode: 200,
    body: { status: "ready", ...identity, fenced: true, epoch: 3 },
  });
  expect(dynamo.calls().map(({ args: [command] }) => command.constructor)).toEqual([GetCommand, QueryCommand]);
});

test("a fence seen by /health stops writes at once", async () => {
  dynamo.on(QueryCommand).resolves({});
  dynamo.on(PutCommand).resolves({});
  dynamo
    .on(GetCommand)
    .resolvesOnce({})
    .resolves({ Item: { epoch: 2, fenced: true } });
  expect((await send("POST", "/transactions", payload)).statusCode).toBe(201);
  await send("GET", "/health");
  expect(await send("POST", "/transactions", { ...payload, id: "pay_2" })).toEqual({
    statusCode: 503,
    body: { error: "fenced", message: "us-east-2 is fenced at epoch 2 and takes no writes" },
  });
});

test("a region fences itself where DNS names the other one, and takes no payment more", async () => {
  vi.mocked(resolveTxt).mockResolvedValue([["standby"]]);
  dynamo.on(GetCommand).resolves({});
  dynamo.on(UpdateCommand).resolves({});
  expect(await send("POST", "/transactions", payload)).toEqual({
    statusCode: 503,
    body: { error: "fenced", message: "us-east-2 is fenced at epoch 1 and takes no writes" },
  });
  expect(vi.mocked(resolveTxt).mock.calls).toEqual([["role.api.pay.test"]]);
  expect(dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => [input.TableName, input.Key])).toEqual([
    ["control-dev1", { pk: "region-state#us-east-2", sk: "latest" }],
  ]);
});

test("a log line is JSON with service, environment, region and request, and nothing of the payload but its id", async () => {
  dynamo.on(GetCommand).resolves({});
  dynamo.on(QueryCommand).resolves({});
  dynamo.on(PutCommand).resolves({});
  await send("POST", "/transactions", payload);
  const [line, ...others] = logLines;
  expect(others).toEqual([]);
  const { timestamp: _, ...fields } = JSON.parse(line ?? "") as Record<string, unknown>;
  expect(fields).toEqual({
    level: "INFO",
    message: "transaction accepted",
    service: "payment-processor",
    environment: "dev",
    region: "us-east-2",
    function_arn: lambdaContext.invokedFunctionArn,
    function_name: lambdaContext.functionName,
    function_memory_size: "512",
    function_request_id: lambdaContext.awsRequestId,
    cold_start: true,
    sampling_rate: 0,
    transactionId: "pay_1",
    epoch: 1,
  });
});

test("a wrong environment stops the cold start", async () => {
  vi.stubEnv("CONTROL_TABLE", "");
  vi.resetModules();
  await expect(import("./handler.ts")).rejects.toThrow(
    new Error(
      `the function's environment is wrong: CONTROL_TABLE is "", legal is a DynamoDB table name, 3-255 letters, digits, _ . and -; ` +
        "deploy the region's stack again with `pulumi up`",
    ),
  );
});
