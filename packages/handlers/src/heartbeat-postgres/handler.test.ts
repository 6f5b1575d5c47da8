import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext } from "../transaction/fixtures.ts";

const database = vi.hoisted(() => ({ isAway: false }));
vi.mock("pg", async (original) => ({
  ...(await original<object>()),
  Pool: class {
    readonly #host: string;
    constructor({ host }: { readonly host: string }) {
      this.#host = host;
    }
    on() {}
    async query() {
      if (this.#host !== "writer.db.test") throw new Error("only the writer is asked");
      if (database.isAway) throw new Error("the database is away");
      return { rows: [{ standby: false }] };
    }
    async end() {}
  },
}));
const dynamo = mockClient(DynamoDBDocumentClient);
const secrets = mockClient(SecretsManagerClient);
const s3 = mockClient(S3Client);

let directory: string;
let handler: (event: unknown, context: Context) => Promise<void>;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "tandem-ca-"));
  writeFileSync(join(directory, "ca.pem"), "authorities");
  dynamo.reset();
  secrets.reset();
  s3.reset();
  s3.on(PutObjectCommand).resolves({});
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
    DOCUMENTS_BUCKET: "docs-us-west-2-dev1",
    ENVIRONMENT: "dev",
    POWERTOOLS_SERVICE_NAME: "transactions-heartbeat",
    LOG_LEVEL: "INFO",
    AWS_REGION: "us-west-2",
    AWS_LAMBDA_FUNCTION_NAME: "transactions-heartbeat-us-west-2-dev1",
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

const metrics = () =>
  lines.flatMap((line) =>
    ["Heartbeats", "DatabaseHeartbeats"].filter((name) => name in line).map((name) => `${name} ${String(line[name])}`),
  );

test.each([
  [false, ["DatabaseHeartbeats 1", "Heartbeats 1"]],
  [true, ["DatabaseHeartbeats 0", "Heartbeats 1"]],
])("beats in the control table and in the database, and counts both; away: %s", async (isAway, counted) => {
  database.isAway = isAway;
  await handler({}, { ...lambdaContext, getRemainingTimeInMillis: () => 15_000 });
  expect(dynamo.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input.Key)).toEqual([
    { pk: "heartbeat#us-west-2", sk: "latest" },
  ]);
  expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  expect(metrics().toSorted()).toEqual(counted);
});

test("without its variables it does not start", async () => {
  vi.stubEnv("DATABASE_NAME", undefined);
  vi.resetModules();
  await expect(import("./handler.ts")).rejects.toThrow(
    "the function's environment is wrong: DATABASE_NAME is missing, legal is a database name",
  );
});
