import { resolveTxt } from "node:dns/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext } from "../transaction/fixtures.ts";
import { controllerMetrics } from "./metrics.ts";
import { initialState } from "./state.ts";
import { targets } from "./testing/sources.ts";

vi.mock("node:dns/promises");
const dynamo = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sns = mockClient(SNSClient);
const asked = vi.fn<(url: string) => Promise<Response>>();
const functionName = "failover-controller-us-east-2-dev1";
const variables = {
  STATE_TABLE: "state-dev1",
  CONTROL_TABLE: "control-dev1",
  MARKER_TABLE: "payments-dev1",
  PRIMARY_REGION: "us-east-1",
  STANDBY_REGION: "us-east-2",
  PRIMARY_BUCKET: "docs-us-east-1-dev1",
  STANDBY_BUCKET: "docs-us-east-2-dev1",
  PRIMARY_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:alerts",
  STANDBY_TOPIC_ARN: "arn:aws:sns:us-east-2:123456789012:alerts",
  FAILOVER_NAME: "api.pay.test",
  CONTROL_PROBE_URL: "https://dynamodb.us-west-2.amazonaws.com/ping",
  ENVIRONMENT: "dev",
  POWERTOOLS_SERVICE_NAME: "failover-controller",
  LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-2",
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  // Lambda sets it; Powertools tells a cold start by it.
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
};

let handler: (event: unknown, context: Context) => Promise<void>;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  for (const mock of [dynamo, s3, sns]) mock.reset();
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      lines.push(JSON.parse(String(line)) as Record<string, unknown>);
      return true;
    });
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.stubGlobal("fetch", asked);
  asked.mockReset();
  vi.mocked(resolveTxt).mockReset();
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** An invocation whose deadline leaves no time for a second tick. */
const invoke = () => handler({}, { ...lambdaContext, getRemainingTimeInMillis: () => 15_000 });

const metrics = () => lines.filter((line) => "_aws" in line);

test("a tick reads through every source, and counts itself under the dimension that alarms look at", async () => {
  dynamo.on(UpdateCommand).resolves({ Attributes: { state: initialState } });
  dynamo.on(GetCommand).resolves({});
  dynamo.on(GetCommand, { Key: { pk: "targets", sk: "latest" } }).resolves({ Item: targets });
  for (const region of ["us-east-1", "us-east-2"]) {
    const Key = { pk: `heartbeat#${region}`, sk: "latest" };
    dynamo.on(GetCommand, { Key }).resolves({ Item: { writtenAt: Date.now() } });
  }
  asked.mockImplementation(async (url) => Response.json({ status: url.endsWith("/ready") ? "ready" : "healthy" }));
  vi.mocked(resolveTxt).mockImplementation(async (name) => [[name.startsWith("role.") ? "primary" : "up"]]);
  await invoke();

  const read = dynamo
    .commandCalls(GetCommand)
    .map(({ args: [{ input }] }) => `${input.TableName} ${String(input.Key?.["pk"])}`);
  expect(read.toSorted()).toEqual([
    "control-dev1 heartbeat#us-east-1",
    "control-dev1 heartbeat#us-east-2",
    // By its own replica and the one here.
    "control-dev1 region-state#us-east-1",
    "control-dev1 region-state#us-east-1",
    "control-dev1 region-state#us-east-2",
    "state-dev1 latch",
    "state-dev1 request",
    "state-dev1 targets",
  ]);
  expect(asked.mock.calls.map(([url]) => url)).toEqual([
    targets.primaryHealthUrl,
    variables.CONTROL_PROBE_URL,
    targets.standbyReadyUrl,
  ]);
  expect(vi.mocked(resolveTxt).mock.calls.flat().toSorted()).toEqual(["role.api.pay.test", "witness.api.pay.test"]);

  const dimensions = controllerMetrics.dimensions(functionName);
  expect(metrics()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: "Tandem",
            Dimensions: [Object.keys(dimensions)],
            Metrics: [{ Name: "ControllerTicks", Unit: "Count" }],
          },
        ],
      },
      ...dimensions,
      ControllerTicks: 1,
    },
  ]);
  const own = { service: "failover-controller", environment: "dev", region: "us-east-2" };
  expect(lines.filter((line) => !("_aws" in line))).toMatchObject([
    { message: "tick", reasons: ["verdict up", "probe up", "heartbeat fresh"], unknown: {}, ...own },
    { message: "the watch ends", because: "the deadline", ticks: 1, function_request_id: lambdaContext.awsRequestId },
  ]);
});

test("a dark world raises alarms in ledger, topics and metrics, and moves nothing", async () => {
  dynamo.on(UpdateCommand).resolves({ Attributes: { state: initialState } });
  dynamo.on(GetCommand).rejects(new Error("no route"));
  dynamo.on(GetCommand, { Key: { pk: "targets", sk: "latest" } }).resolves({ Item: targets });
  dynamo.on(PutCommand).resolves({});
  sns.on(PublishCommand).resolves({});
  asked.mockRejectedValue(new TypeError("fetch failed"));
  vi.mocked(resolveTxt).mockRejectedValue(new Error("queryTxt ETIMEOUT"));
  await invoke();

  const raised = ["heartbeat-unknown", "probe-unknown", "standby-not-ready", "verdict-unknown"];
  const counted = metrics().flatMap((line) => Object.keys(line).filter((name) => name.startsWith("Alarm.")));
  // At the tick, and as they are raised.
  expect(counted).toEqual([...raised, ...raised].map((name) => `Alarm.${name}`));
  expect(sns.commandCalls(PublishCommand)).toHaveLength(2 * raised.length);
  const written = dynamo
    .commandCalls(UpdateCommand)
    .map(({ args: [{ input }] }) => `${input.TableName} ${String(input.Key?.["pk"])}`);
  expect(written).toEqual([
    // The lease, what was decided, and what became of it.
    "state-dev1 controller",
    "state-dev1 controller",
    "state-dev1 controller",
  ]);
  expect(s3.calls()).toEqual([]);
});

test("a table that does not answer is a failed tick, and the invocation ends well all the same", async () => {
  dynamo.onAnyCommand().rejects(new Error("DynamoDB is away"));
  await invoke();
  expect(metrics().map((line) => line["ControllerTicks"])).toEqual([0]);
  expect(lines).toMatchObject([{ level: "ERROR", message: "the tick failed" }, {}, { message: "the watch ends" }]);
});
