import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { resolveTxt } from "node:dns/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

/** Pools that were made and not ended. */
const pools = vi.hoisted(() => new Set<object>());
vi.mock("node:dns/promises");
vi.mock("pg", async (original) => ({
  ...(await original<object>()),
  Pool: class {
    constructor() {
      pools.add(this);
    }
    on() {}
    async query(sent: string | { readonly text: string }) {
      const text = typeof sent === "string" ? sent : sent.text;
      const quote = { symbol: "A", priceMinor: 1, currency: "EUR", quotedAt: "2026-11-27T00:00:00.000Z" };
      return { rows: text.includes("FROM quotes") ? [quote] : [] };
    }
    async end() {
      pools.delete(this);
    }
  },
}));
mockClient(SecretsManagerClient)
  .on(GetSecretValueCommand)
  .resolves({ SecretString: '{"username":"ledger","password":"p"}' });
mockClient(DynamoDBDocumentClient).on(GetCommand).resolves({});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tandem-ca-"));
  writeFileSync(join(directory, "ca.pem"), "authorities");
  vi.mocked(resolveTxt).mockResolvedValue([["primary"]]);
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("serves over the region's cluster, tells of an end that nobody wanted, and stops on SIGTERM with nothing left open", async () => {
  const port = await freePort();
  const variables = {
    DATABASE_WRITER_HOST: "writer.db.test",
    DATABASE_READER_HOST: "reader.db.test",
    DATABASE_PORT: "5432",
    DATABASE_NAME: "trading",
    DATABASE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
    DATABASE_CA_FILE: join(directory, "ca.pem"),
    CONTROL_TABLE: "control-table-dev1",
    DOCUMENTS_BUCKET: "artifacts-primary-dev1",
    SERVES: "all",
    STARTS_FENCED: "false",
    ROLE_RECORD: "role.api.trading.test",
    ROLE: "primary",
    ENVIRONMENT: "dev",
    POWERTOOLS_SERVICE_NAME: "asg",
    LOG_LEVEL: "INFO",
    AWS_REGION: "eu-central-1",
    PORT: String(port),
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const lines: string[] = [];
  const keep = (chunk: string | Uint8Array) => {
    lines.push(String(chunk));
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockImplementation(keep);
  const monitors = new Set(process.listeners("uncaughtExceptionMonitor"));
  const terminations = new Set(process.listeners("SIGTERM"));
  await import("./main.ts");
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect([health.status, await health.json()]).toEqual([
    200,
    {
      status: "healthy",
      market: "valid",
      service: "asg",
      environment: "dev",
      region: "eu-central-1",
      fenced: false,
      epoch: 1,
    },
  ]);
  expect(pools.size).toBe(2);

  const monitor = process.listeners("uncaughtExceptionMonitor").find((listener) => !monitors.has(listener));
  monitor?.(new Error("out of luck"), "uncaughtException");
  const terminate = process.listeners("SIGTERM").find((listener) => !terminations.has(listener));
  terminate?.("SIGTERM");
  await expect.poll(() => pools.size).toBe(0);
  await expect.poll(() => lines.at(-1)).toContain("the service has stopped");
  await expect(fetch(`http://127.0.0.1:${port}/alive`)).rejects.toThrow("fetch failed");
  const told = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(told.map(({ level, message }) => [level, message])).toEqual([
    ["INFO", "the service listens"],
    ["CRITICAL", "the service fails"],
    ["INFO", "the service stops"],
    ["INFO", "the service has stopped"],
  ]);
  expect(told[1]?.["error"]).toMatchObject({ message: "out of luck" });
  process.removeAllListeners("uncaughtExceptionMonitor");
  for (const listener of monitors) process.on("uncaughtExceptionMonitor", listener);
});
