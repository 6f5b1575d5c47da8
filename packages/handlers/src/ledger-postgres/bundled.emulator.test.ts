import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { bundle } from "../bundle.ts";
import { startPostgres } from "../testing/postgres.ts";
import { startAwsServer } from "../transaction/aws-server.ts";
import { lambdaContext, urlEvent } from "../transaction/fixtures.ts";
import { ledgerPostgresPermissions } from "./permissions.ts";

const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf";

// Outside the repository, so that nothing but Node's own modules can be imported beside the bundle.
let directory: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tandem-bundle-"));
  copyFileSync(join(bundle("ledger-postgres").directory, "index.mjs"), join(directory, "index.mjs"));
  postgres = await startPostgres(["writer.db.test", "reader.db.test"]);
  aws = await startAwsServer();
  tellPassword();
});
afterAll(async () => {
  await aws.stop();
  await postgres.stop();
  rmSync(directory, { recursive: true });
});

const tellPassword = () => void aws.secrets.set(secretArn, JSON.stringify(postgres.user));

/** A process that serves the bundle as Lambda's runtime does, under a name server of its own. */
function startProcess(more: Readonly<Record<string, string>> = {}) {
  const script = `
    import dns from "node:dns/promises";
    import { syncBuiltinESMExports } from "node:module";
    dns.resolveTxt = async () => [["primary"]];
    dns.resolve4 = async () => [{ address: "127.0.0.1", ttl: 5 }];
    syncBuiltinESMExports();
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, "index.mjs")).href)});
    process.on("message", async ({ event, context }) => process.send(await handler(event, context)));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: directory,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      DATABASE_WRITER_HOST: "writer.db.test",
      DATABASE_READER_HOST: "reader.db.test",
      DATABASE_PORT: String(postgres.port),
      DATABASE_NAME: "postgres",
      DATABASE_SECRET_ARN: secretArn,
      DATABASE_CA_FILE: postgres.caFile,
      CONTROL_TABLE: "control-dev1",
      SESSIONS_TABLE: "sessions-dev1",
      DOCUMENTS_BUCKET: "docs-us-east-1-dev1",
      SERVES: "all",
      STARTS_FENCED: "false",
      ROLE_RECORD: "role.api.pay.test",
      ROLE: "primary",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: "transactions",
      LOG_LEVEL: "ERROR",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: aws.endpoint,
      ...more,
    },
  });
  onTestFinished(async () => {
    const gone = once(child, "exit");
    child.disconnect();
    await gone;
  });
  return async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answered = once(child, "message");
    const event = urlEvent(method, path, body === undefined ? undefined : JSON.stringify(body));
    child.send({ event: { ...event, headers: { ...event.headers, ...headers } }, context: lambdaContext });
    const [result] = (await answered) as [APIGatewayProxyStructuredResultV2];
    const text = Buffer.from(result.body ?? "", result.isBase64Encoded === true ? "base64" : "utf8").toString();
    return { ...result, body: JSON.parse(text) as Record<string, unknown> };
  };
}

const payment = (id: string, amountMinor = 1250) => ({ id, amountMinor, currency: "USD" });
const rows = (id: string) =>
  postgres.sql(`SELECT epoch::int, region, amount_minor::int AS amount FROM transactions WHERE id = '${id}'`);

test("the bundle makes its schema, serves payments, and uses exactly the actions that the role permits", async () => {
  const send = startProcess();
  const first = await send("POST", "/transactions", payment("pay_1"));
  expect([first.statusCode, first.body["region"], first.body["epoch"]]).toEqual([201, "us-east-1", 1]);
  expect((await send("POST", "/transactions", payment("pay_1"))).statusCode).toBe(200);
  expect((await send("POST", "/transactions", payment("pay_1", 1))).statusCode).toBe(409);
  expect((await send("GET", "/transactions/pay_1")).body).toEqual(first.body);
  expect((await send("GET", "/transactions/pay_2")).statusCode).toBe(404);
  expect((await send("GET", "/health")).body).toMatchObject({ status: "healthy", market: "valid" });
  const document = "/transactions/pay_1/document";
  const type = { "content-type": "application/json" };
  expect((await send("PUT", document, { a: 1 }, type)).statusCode).toBe(201);
  expect((await send("GET", document)).statusCode).toBe(200);
  expect((await send("PUT", "/sessions/s1", { theme: "dark" })).statusCode).toBe(200);
  expect((await send("GET", "/sessions/s1")).body["values"]).toEqual({ theme: "dark" });
  // The control table is set where the region fences itself, which tests of the fence show.
  const { documentsKey: _, databaseSecretKey: __, ...groups } = ledgerPostgresPermissions;
  expect(new Set([...aws.actions, "dynamodb:UpdateItem"])).toEqual(new Set(Object.values(groups).flat()));
});

test("of two versions the one of the higher epoch wins, and both are told; neither can be changed", async () => {
  const send = startProcess();
  await send("GET", "/health");
  await postgres.sql(`
    INSERT INTO transactions VALUES
      ('pay_3', 9, 'us-east-1', 900, 'USD', NULL, '2026-11-21T12:00:00Z', 'd9'),
      ('pay_3', 10, 'us-east-1', 1000, 'USD', 'rent', '2026-11-21T12:00:00.5Z', 'd10'),
      ('pay_3', 9, 'us-west-2', 901, 'USD', NULL, '2026-11-21T12:00:00Z', 'd9')
  `);
  const { body } = await send("GET", "/transactions/pay_3");
  expect(body).toMatchObject({
    epoch: 10,
    amountMinor: 1000,
    description: "rent",
    acceptedAt: "2026-11-21T12:00:00.500Z",
  });
  const versions = body["versions"] as readonly Record<string, unknown>[];
  expect(versions.map(({ epoch, region }) => [epoch, region])).toEqual([
    [10, "us-east-1"],
    [9, "us-west-2"],
    [9, "us-east-1"],
  ]);
  for (const change of [
    "UPDATE transactions SET amount_minor = 1",
    "DELETE FROM transactions",
    "TRUNCATE transactions",
  ]) {
    await expect(postgres.sql(change)).rejects.toThrow("transactions are only added");
  }
});

test("two processes that take the same payment at the same moment write one row", async () => {
  const [one, two] = [startProcess(), startProcess()];
  const replies = await Promise.all([one, two].map((send) => send("POST", "/transactions", payment("pay_4"))));
  expect(replies.map(({ statusCode }) => statusCode).toSorted((a = 0, b = 0) => a - b)).toEqual([200, 201]);
  expect(await rows("pay_4")).toEqual([{ epoch: 1, region: "us-east-1", amount: 1250 }]);
});

test("a database that takes no writes is a 503 that says when to try again, never a success; once promoted it takes them", async () => {
  const send = startProcess();
  expect((await send("POST", "/transactions", payment("pay_5"))).statusCode).toBe(201);
  await postgres.sql("ALTER SYSTEM SET default_transaction_read_only = on");
  await postgres.sql("SELECT pg_reload_conf()");
  await expect.poll(() => postgres.sql("SHOW transaction_read_only")).toEqual([{ transaction_read_only: "on" }]);
  const refused = await send("POST", "/transactions", payment("pay_6"));
  expect([refused.statusCode, refused.headers?.["retry-after"], refused.body["error"]]).toEqual([
    503,
    "5",
    "store-unavailable",
  ]);
  expect((await send("GET", "/health")).body["reasons"]).toEqual(["the database takes no writes: NotPromoted"]);
  expect((await send("GET", "/ready")).body["status"]).toBe("ready");
  expect((await send("GET", "/transactions/pay_5")).statusCode).toBe(200);
  await postgres.sql("ALTER SYSTEM RESET default_transaction_read_only");
  await postgres.sql("SELECT pg_reload_conf()");
  await expect.poll(() => postgres.sql("SHOW transaction_read_only")).toEqual([{ transaction_read_only: "off" }]);
  expect((await send("POST", "/transactions", payment("pay_6"))).statusCode).toBe(201);
  expect(await rows("pay_6")).toHaveLength(1);
});

test("connections that were cut, and a server that is another one by now, cost no request", async () => {
  const send = startProcess();
  expect((await send("POST", "/transactions", payment("pay_7"))).statusCode).toBe(201);
  await postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'transactions'");
  expect((await send("POST", "/transactions", payment("pay_8"))).statusCode).toBe(201);
  await postgres.halt();
  const away = await send("POST", "/transactions", payment("pay_9"));
  expect([away.statusCode, away.body["error"]]).toEqual([503, "store-unavailable"]);
  await postgres.start();
  expect((await send("POST", "/transactions", payment("pay_9"))).statusCode).toBe(201);
});

test("a rotated password is read again, and never has to be told", async () => {
  const send = startProcess();
  expect((await send("POST", "/transactions", payment("pay_10"))).statusCode).toBe(201);
  const rotated = "rotated-by-secrets-manager";
  await postgres.sql(`ALTER USER ledger PASSWORD '${rotated}'`);
  postgres.user.password = rotated;
  tellPassword();
  await postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'transactions'");
  // The first attempt finds the connection cut, the second the password refused.
  await send("POST", "/transactions", payment("pay_11"));
  expect((await send("POST", "/transactions", payment("pay_11"))).body).toMatchObject({ id: "pay_11" });
});

test("a server whose certificate is for another name is not spoken to", async () => {
  const send = startProcess({ DATABASE_WRITER_HOST: "other.db.test" });
  expect((await send("POST", "/transactions", payment("pay_12"))).body["error"]).toBe("store-unavailable");
  expect(await rows("pay_12")).toEqual([]);
});
