import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext, restEvent, urlEvent } from "../transaction/fixtures.ts";
import type { handler as latchHandler } from "./handler.ts";

const dynamo = mockClient(DynamoDBDocumentClient);
const variables = {
  STATE_TABLE: "controller-state-dev1",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "failover-latch",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
  // Lambda sets it; Powertools tells a cold start by it.
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};

let handler: typeof latchHandler;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  dynamo.reset();
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      lines.push(JSON.parse(String(line)) as Record<string, unknown>);
      return true;
    });
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  // A cold start for each test: no reading is kept from the one before.
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const ask = (path = "/latch") => handler(urlEvent("GET", path), lambdaContext);
const headers = { "content-type": "text/plain", "cache-control": "no-store" };

test("reads the latch's item consistently, and says what it is", async () => {
  dynamo.on(GetCommand).resolves({ Item: { pk: "latch", sk: "latest", epoch: 2, set: true } });
  expect(await ask()).toEqual({ statusCode: 200, headers, body: "LATCHED-dev" });
  expect(dynamo.commandCalls(GetCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { TableName: "controller-state-dev1", Key: { pk: "latch", sk: "latest" }, ConsistentRead: true },
  ]);
});

test.each([
  ["cleared", { Item: { epoch: 3, set: false } }],
  ["never written", {}],
])("a latch that is %s is open", async (_, output) => {
  dynamo.on(GetCommand).resolves(output);
  expect(await ask()).toEqual({ statusCode: 200, headers, body: "OPEN-dev" });
});

test("an item that is not understood is a 503, and named in the log", async () => {
  dynamo.on(GetCommand).resolves({ Item: { epoch: 1, set: "yes" } });
  expect(await ask()).toEqual({ statusCode: 503, headers, body: "UNKNOWN-dev" });
  expect(lines).toMatchObject([
    {
      level: "WARN",
      message: "the latch cannot be read",
      service: "failover-latch",
      environment: "dev",
      region: "us-east-2",
      function_request_id: lambdaContext.awsRequestId,
      error: { message: "the item controller-state-dev1 latch is not understood, wrong fields: set" },
    },
  ]);
});

test("answers the same behind a REST API", async () => {
  dynamo.on(GetCommand).resolves({ Item: { epoch: 2, set: true } });
  expect(await handler(restEvent("GET", "/latch"), lambdaContext)).toEqual({
    statusCode: 200,
    headers,
    body: "LATCHED-dev",
  });
  expect((await handler(restEvent("POST", "/latch"), lambdaContext)).statusCode).toBe(404);
});

test("any other path is a 404", async () => {
  expect((await ask("/health")).statusCode).toBe(404);
  expect(dynamo.calls()).toEqual([]);
});
