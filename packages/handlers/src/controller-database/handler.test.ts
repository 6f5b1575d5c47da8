import { resolveTxt } from "node:dns/promises";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeGlobalClustersCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext } from "../transaction/fixtures.ts";
import { initialState } from "../controller/state.ts";
import { targets } from "../controller/testing/sources.ts";

vi.mock("node:dns/promises");
const dynamo = mockClient(DynamoDBDocumentClient);
const s3 = mockClient(S3Client);
const sns = mockClient(SNSClient);
const rds = mockClient(RDSClient);
const groups = mockClient(AutoScalingClient);
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
  for (const mock of [dynamo, s3, sns, rds, groups]) mock.reset();
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

const arn = (region: string) => `arn:aws:rds:${region}:123456789012:cluster:ledger-${region}-dev1`;
const database = { globalClusterId: "ledger-dev1", primaryArn: arn("us-east-1"), standbyArn: arn("us-east-2") };
const compute = { autoScalingGroups: { primary: "asg-primary", standby: "asg-standby" } };

test("a good day with a database and compute is seen whole, and the capacities are remembered", async () => {
  dynamo.on(UpdateCommand).resolves({ Attributes: { state: initialState } });
  dynamo.on(GetCommand).resolves({});
  dynamo.on(GetCommand, { Key: { pk: "targets", sk: "latest" } }).resolves({ Item: { ...targets, database, compute } });
  const beat = { writtenAt: Date.now() - 4000, databaseWrittenAt: Date.now() - 14_000 };
  for (const region of ["us-east-1", "us-east-2"]) {
    dynamo.on(GetCommand, { Key: { pk: `heartbeat#${region}`, sk: "latest" } }).resolves({ Item: beat });
  }
  dynamo
    .on(GetCommand, { Key: { pk: "replication-lag#us-east-2", sk: "latest" } })
    .resolves({ Item: { writtenAt: Date.now() - 3000, lagMs: 2000 } });
  rds.on(DescribeGlobalClustersCommand).resolves({
    GlobalClusters: [
      {
        GlobalClusterIdentifier: "ledger-dev1",
        EngineVersion: "17.7",
        GlobalClusterMembers: [{ DBClusterArn: database.primaryArn, IsWriter: true }],
      },
    ],
  });
  rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ EngineVersion: "17.7" }] });
  rds.on(DescribeDBInstancesCommand).resolves({
    DBInstances: ["us-east-1", "us-east-2"].map((region) => ({
      DBClusterIdentifier: `ledger-${region}-dev1`,
      DBInstanceStatus: "available",
    })),
  });
  groups.on(DescribeAutoScalingGroupsCommand).resolves({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: "a",
        MinSize: 2,
        DesiredCapacity: 2,
        MaxSize: 6,
        DefaultCooldown: 300,
        AvailabilityZones: [],
        HealthCheckType: "ELB",
        CreatedTime: new Date(0),
      },
    ],
  });
  asked.mockImplementation(async (url) =>
    Response.json({ status: url.endsWith("/ready") ? "ready" : "healthy", fenced: false }),
  );
  vi.mocked(resolveTxt).mockImplementation(async (name) => [[name.startsWith("role.") ? "primary" : "up"]]);
  await invoke();

  const own = { service: "failover-controller", environment: "dev", region: "us-east-2" };
  expect(lines.find(({ message }) => message === "tick")).toMatchObject({
    reasons: ["verdict up", "probe up", "heartbeat fresh", "database alive", "the replication lag is at most 2000 ms"],
    unknown: {},
    ...own,
  });
  const [, decided] = dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
  const size = { least: 2, wanted: 2, most: 6 };
  expect(decided?.ExpressionAttributeValues?.[":state"]).toMatchObject({
    capacities: { primary: size, standby: size },
    alarms: [],
  });
});
