import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { bundle } from "../bundle.ts";
import { startPostgres } from "../testing/postgres.ts";
import { startAwsServer } from "../transaction/aws-server.ts";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";

// Outside the repository, so that nothing but Node's own modules can be imported beside the bundle.
let directory: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tandem-server-"));
  copyFileSync(join(bundle("ledger-server").directory, "index.mjs"), join(directory, "service.mjs"));
  writeFileSync(
    join(directory, "names.mjs"),
    `
      import dns from "node:dns/promises";
      import { syncBuiltinESMExports } from "node:module";
      dns.resolveTxt = async () => [[process.env["NAMED"] ?? "primary"]];
      dns.resolve4 = async () => [{ address: "127.0.0.1", ttl: 5 }];
      syncBuiltinESMExports();
    `,
  );
  postgres = await startPostgres(["writer.db.test", "reader.db.test"]);
  aws = await startAwsServer();
  aws.secrets.set(secretArn, JSON.stringify(postgres.user));
});
afterAll(async () => {
  await aws.stop();
  await postgres.stop();
  rmSync(directory, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The program as systemd runs it on an instance, under a name server of its own. */
async function startProgram(more: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", join(directory, "names.mjs"), join(directory, "service.mjs")], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      DATABASE_WRITER_HOST: "writer.db.test",
      DATABASE_READER_HOST: "reader.db.test",
      DATABASE_PORT: String(postgres.port),
      DATABASE_NAME: "postgres",
      DATABASE_SECRET_ARN: secretArn,
      DATABASE_CA_FILE: postgres.caFile,
      CONTROL_TABLE: "control-dev1",
      DOCUMENTS_BUCKET: "artifacts-primary-dev1",
      SERVES: "all",
      STARTS_FENCED: "false",
      ROLE_RECORD: "role.api.trading.test",
      ROLE: "primary",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: "asg",
      LOG_LEVEL: "INFO",
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: aws.endpoint,
      PORT: String(port),
      ...more,
    },
  });
  const lines: Readonly<Record<string, unknown>>[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on("line", (line) => {
      lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
    });
  }
  const exited: Promise<readonly unknown[]> = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    return await exited;
  };
  onTestFinished(async () => void (await stop()));
  await expect.poll(() => lines.map(({ message }) => message), { timeout: 20_000 }).toContain("the service listens");
  const send = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...sent });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Readonly<Record<string, unknown>>,
    };
  };
  return { send, stop, lines };
}

const payment = (id: string) => ({ id, amountMinor: 1250, currency: "EUR" });

test("the program serves payments over PostgreSQL, and ends with success when it is told to", async () => {
  const { send, stop, lines } = await startProgram();
  const first = await send("POST", "/transactions", payment("pay_1"));
  expect([first.status, first.body["region"], first.body["epoch"]]).toEqual([201, "eu-central-1", 1]);
  expect((await send("POST", "/transactions", payment("pay_1"))).status).toBe(200);
  expect((await send("GET", "/transactions/pay_1")).body).toEqual(first.body);
  expect((await send("GET", "/health")).body).toMatchObject({ status: "healthy", market: "valid", fenced: false });
  expect((await send("GET", "/ready")).body).toMatchObject({ status: "ready", epoch: 1 });
  expect(await postgres.sql("SELECT id, epoch::int FROM transactions")).toEqual([{ id: "pay_1", epoch: 1 }]);
  expect(await stop()).toEqual([0, null]);
  expect(lines.map(({ message }) => message).slice(-2)).toEqual(["the service stops", "the service has stopped"]);
});

test("many clients at once share ten connections, and each payment is written once", async () => {
  const { send } = await startProgram();
  const ids = Array.from({ length: 40 }, (_, index) => `many_${index % 20}`);
  const sendAll = async () => {
    const replies = await Promise.all(ids.map((id) => send("POST", "/transactions", payment(id))));
    return new Set(replies.map(({ status }) => status));
  };
  // Who waits for a connection for longer than a second is told to come again.
  for (const status of await sendAll()) expect([200, 201, 503]).toContain(status);
  await expect.poll(sendAll, { timeout: 20_000 }).toEqual(new Set([200]));
  const [written] = await postgres.sql("SELECT count(*)::int AS n FROM transactions WHERE id LIKE 'many%'");
  expect(written).toEqual({ n: 20 });
  const [open] = await postgres.sql("SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'asg'");
  expect(Number(open?.["n"])).toBeLessThanOrEqual(10);
});

test("a fenced region and a database that is away are refused as by the function, and the instance stays alive", async () => {
  const { send, lines } = await startProgram({ STARTS_FENCED: "true", ROLE: "standby" });
  const fenced = await send("POST", "/transactions", payment("pay_2"));
  expect([fenced.status, fenced.body["error"], fenced.headers.get("retry-after")]).toEqual([503, "fenced", "5"]);
  expect((await send("GET", "/health")).body).toMatchObject({ status: "unhealthy", fenced: true });
  expect((await send("GET", "/ready")).status).toBe(200);
  await postgres.halt();
  await expect.poll(async () => (await send("GET", "/ready")).status, { timeout: 20_000 }).toBe(503);
  expect((await send("GET", "/alive")).status).toBe(200);
  const refused = await send("GET", "/transactions/pay_1");
  expect([refused.status, refused.body["error"]]).toEqual([503, "store-unavailable"]);
  const requestId = refused.headers.get("x-request-id");
  await expect.poll(() => lines.filter((line) => line["request_id"] === requestId)).not.toEqual([]);
  await postgres.start();
  await expect.poll(async () => (await send("GET", "/ready")).status, { timeout: 20_000 }).toBe(200);
});
