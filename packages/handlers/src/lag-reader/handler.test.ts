import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { replicationLagMetrics } from "@tandem/config/replication-lag";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext } from "../transaction/fixtures.ts";

vi.mock("pg", async (original) => ({
  ...(await original<object>()),
  Pool: class {
    readonly #host: string;
    constructor({ host }: { readonly host: string }) {
      this.#host = host;
    }
    on() {}
    async query({ text }: { readonly text: string }) {
      if (this.#host !== "reader.db.test") return { rows: [] };
      const isVersion = text.includes("aurora_version()");
      return { rows: [isVersion ? { version: "17.4.2" } : { writtenAt: 1_800_000_000_000, ageMs: 2500 }] };
    }
    async end() {}
  },
}));
const dynamo = mockClient(DynamoDBDocumentClient);
const secrets = mockClient(SecretsManagerClient);
const functionName = "lag-reader-us-west-2-dev1";

let directory: string;
let handler: (event: unknown, context: Context) => Promise<void>;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "tandem-ca-"));
  writeFileSync(join(directory, "ca.pem"), "authorities");
  dynamo.reset();
  secrets.reset();
  dynamo.on(UpdateCommand).resolves({});
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"username":"ledger","password":"p"}' });
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      lines.push(JSON.parse(String(line)) as Record<string, unknown>);
      return true;
    });
  }
  const variables = {
    DATABASE_WRITER_HOST: "writer.db.test",
    DATABASE_READER_HOST: "reader.db.test",
    DATABASE_PORT: "5432",
    DATABASE_NAME: "ledger",
    DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-west-2:123456789012:secret:db-AbCdEf",
    DATABASE_CA_FILE: join(directory, "ca.pem"),
    CONTROL_TABLE: "control-dev1",
    ENVIRONMENT: "dev",
    POWERTOOLS_SERVICE_NAME: "lag-reader",
    LOG_LEVEL: "INFO",
    AWS_REGION: "us-west-2",
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

test("reads the lag at the reader endpoint, leaves it, and tells it under the dimension that the alarm looks at", async () => {
  await handler({}, { ...lambdaContext, getRemainingTimeInMillis: () => 15_000 });
  const [update] = dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
  const { ":lagMs": lagMs, ":auroraVersion": auroraVersion } = update?.ExpressionAttributeValues ?? {};
  expect([update?.TableName, update?.Key, lagMs, auroraVersion]).toEqual([
    "control-dev1",
    { pk: "replication-lag#us-west-2", sk: "latest" },
    2500,
    "17.4.2",
  ]);
  const dimensions = replicationLagMetrics.dimensions(functionName);
  const metric = lines.find((line) => "_aws" in line);
  expect(metric).toEqual({
    _aws: {
      Timestamp: expect.any(Number) as number,
      CloudWatchMetrics: [
        {
          Namespace: "Tandem",
          Dimensions: [Object.keys(dimensions)],
          Metrics: [{ Name: "ReplicationLagSeconds", Unit: "Seconds", StorageResolution: 1 }],
        },
      ],
    },
    ...dimensions,
    ReplicationLagSeconds: 2.5,
  });
  expect(lines.at(-1)).toMatchObject({ message: "lag readings end", service: "lag-reader", region: "us-west-2" });
});

test("without its variables it does not start", async () => {
  vi.stubEnv("DATABASE_NAME", undefined);
  vi.resetModules();
  await expect(import("./handler.ts")).rejects.toThrow(
    "the function's environment is wrong: DATABASE_NAME is missing, legal is a database name",
  );
});
