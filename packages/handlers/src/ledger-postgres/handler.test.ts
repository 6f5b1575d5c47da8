import { resolveTxt } from "node:dns/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { lambdaContext, urlEvent } from "../transaction/fixtures.ts";
import type { HttpHandler } from "../transaction/routes.ts";

/** What the database is asked, by its endpoint, and what it answers by the statement's beginning. */
const database = vi.hoisted(() => ({ asked: [] as string[], answers: [] as [RegExp, unknown[] | Error][] }));
vi.mock("node:dns/promises");
vi.mock("pg", async (original) => ({
  ...(await original<object>()),
  Pool: class {
    readonly #host: string;
    constructor({ host }: { readonly host: string }) {
      this.#host = host.split(".", 1)[0] ?? "";
    }
    on() {}
    async query(sent: string | { readonly text: string }) {
      const text = (typeof sent === "string" ? sent : sent.text).replace(/\s+/g, " ").trim();
      database.asked.push(`${this.#host} ${text}`);
      const rows = database.answers.find(([pattern]) => pattern.test(text))?.[1] ?? [];
      if (rows instanceof Error) throw rows;
      return { rows };
    }
    async end() {}
  },
}));
const dynamo = mockClient(DynamoDBDocumentClient);
const secrets = mockClient(SecretsManagerClient);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tandem-ca-"));
  writeFileSync(join(directory, "ca.pem"), "authorities");
});
afterAll(() => rmSync(directory, { recursive: true }));

let handler: HttpHandler;
const coldStart = async (more: Readonly<Record<string, string>> = {}) => {
  const variables = {
    DATABASE_WRITER_HOST: "writer.db.test",
    DATABASE_READER_HOST: "reader.db.test",
    DATABASE_PORT: "5432",
    DATABASE_NAME: "ledger",
    DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
    DATABASE_CA_FILE: join(directory, "ca.pem"),
    CONTROL_TABLE: "control-dev1",
    DOCUMENTS_BUCKET: "docs-us-east-1-dev1",
    SERVES: "all",
    STARTS_FENCED: "false",
    ROLE_RECORD: "role.api.pay.test",
    ROLE: "primary",
    ENVIRONMENT: "dev",
    POWERTOOLS_SERVICE_NAME: "transactions",
    LOG_LEVEL: "INFO",
    AWS_REGION: "us-east-1",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    ...more,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  ({ handler } = await import("./handler.ts"));
};
beforeEach(() => {
  dynamo.reset();
  secrets.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"username":"ledger","password":"p"}' });
  dynamo.on(GetCommand).resolves({});
  vi.mocked(resolveTxt).mockResolvedValue([["primary"]]);
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockReturnValue(true);
  database.asked = [];
  database.answers = [
    [/^INSERT INTO transactions/, [{ id: "pay_1" }]],
    [/FROM quotes/, [{ symbol: "A", priceMinor: 1, currency: "EUR", quotedAt: "2026-11-27T00:00:00.000Z" }]],
  ];
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const send = async (method: string, path: string, body?: unknown) => {
  const event = urlEvent(method, path, body === undefined ? undefined : JSON.stringify(body));
  const { statusCode, body: text } = await handler(event, lambdaContext);
  return [statusCode, JSON.parse(text ?? "") as Record<string, unknown>] as const;
};
const payload = { id: "pay_1", amountMinor: 1250, currency: "USD" };

test("a payment is looked up and added at the writer, whose schema is brought up to date first", async () => {
  await coldStart();
  const [status] = await send("POST", "/transactions", payload);
  expect(status).toBe(201);
  expect(database.asked.map((asked) => asked.split(" ").slice(0, 3).join(" "))).toEqual([
    "writer SELECT version,",
    "writer SELECT pg_advisory_xact_lock(7305013121);",
    "writer SELECT pg_advisory_xact_lock(7305013121);",
    "writer SELECT pg_advisory_xact_lock(7305013121);",
    "writer SELECT id,",
    "writer INSERT INTO",
  ]);
});

test("who looks is answered by the reader", async () => {
  await coldStart();
  const row = { ...payload, description: null, region: "us-east-1", epoch: 1, acceptedAt: "now", payloadDigest: "d" };
  database.answers = [[/FROM transactions WHERE id/, [row]]];
  expect((await send("GET", "/transactions/pay_1"))[0]).toBe(200);
  expect(database.asked.every((asked) => asked.startsWith("reader "))).toBe(true);
});

test("/health reads both endpoints, and trading data", async () => {
  await coldStart();
  const identity = { service: "transactions", environment: "dev", region: "us-east-1" };
  expect(await send("GET", "/health")).toEqual([
    200,
    { status: "healthy", market: "valid", ...identity, fenced: false, epoch: 1 },
  ]);
});

test("a database that takes no writes is a 503 that says when to try again, and no success", async () => {
  await coldStart();
  const { DatabaseError } = await import("pg");
  const refused = Object.assign(new DatabaseError("cannot execute in a read-only transaction", 0, "error"), {
    code: "25006",
  });
  database.answers = [[/FOR UPDATE|INSERT/, refused], ...database.answers];
  const event = urlEvent("POST", "/transactions", JSON.stringify(payload));
  const { statusCode, headers, body } = await handler(event, lambdaContext);
  expect([statusCode, headers?.["retry-after"], (JSON.parse(body ?? "") as Record<string, unknown>)["error"]]).toEqual([
    503,
    "5",
    "store-unavailable",
  ]);
  const [, health] = await send("GET", "/health");
  expect(health["reasons"]).toEqual(["the database takes no writes: NotPromoted"]);
});

test("sessions are served where they have a table", async () => {
  await coldStart();
  expect((await send("GET", "/sessions/s1"))[1]["error"]).toBe("no-route");
  await coldStart({ SESSIONS_TABLE: "sessions-dev1" });
  dynamo.on(QueryCommand).resolves({});
  dynamo.on(PutCommand).resolves({});
  expect((await send("PUT", "/sessions/s1", { theme: "dark" }))[0]).toBe(200);
  expect((await send("GET", "/sessions/s1"))[1]["error"]).toBe("not-found");
});

test("the function behind a URL tells of its health and takes nothing", async () => {
  await coldStart({ SERVES: "health" });
  expect((await send("POST", "/transactions", payload))[1]["error"]).toBe("no-route");
  expect((await send("GET", "/ready"))[0]).toBe(200);
});

test("the function behind a URL leaves the fence to the service, whatever DNS says", async () => {
  await coldStart({ SERVES: "health" });
  vi.mocked(resolveTxt).mockResolvedValue([["standby"]]);
  expect((await send("GET", "/health"))[0]).toBe(200);
  expect(resolveTxt).not.toHaveBeenCalled();
  expect(dynamo.commandCalls(GetCommand)).toHaveLength(1);
  expect(dynamo.calls()).toHaveLength(1);
});
