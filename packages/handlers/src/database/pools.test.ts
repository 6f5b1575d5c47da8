import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { poolsTo } from "./pools.ts";

const made = vi.hoisted(() => ({
  configs: [] as Record<string, unknown>[],
  listeners: [] as unknown[],
  asked: [] as unknown[],
  resolved: [] as string[],
  ended: 0,
}));
vi.mock("pg", async (original) => ({
  ...(await original<object>()),
  Pool: class {
    constructor(config: Record<string, unknown>) {
      made.configs.push(config);
    }
    on(event: string, listener: (error: Error) => unknown) {
      made.listeners.push(event, listener(new Error("idle connection lost")));
    }
    async query(statement: unknown) {
      made.asked.push(statement);
      return { rows: [{ one: 1 }] };
    }
    async end() {
      made.ended += 1;
    }
  },
}));
vi.mock("node:dns/promises", () => ({
  resolve4: async (name: string) => {
    made.resolved.push(name);
    return [{ address: "127.0.0.1", ttl: 60 }];
  },
}));

test("a pool connects over verified TLS alone, in bounded time, to a fresh address", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tandem-ca-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const caFile = join(directory, "ca.pem");
  writeFileSync(caFile, "the authorities");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const settings = {
    writerHost: "writer.test",
    readerHost: "reader.test",
    port,
    name: "ledger",
    secretArn: "arn",
    caFile,
  };
  const user = { username: "u", password: "p" };
  const writer = poolsTo(settings, { endpoint: "writer", max: 2, application: "app" });
  const pool = writer.openPool(user);
  poolsTo(settings, { endpoint: "reader", max: 10, application: "app" }).openPool(user);

  const [{ stream, ...config } = {}, second] = made.configs;
  expect(config).toEqual({
    host: "writer.test",
    port,
    database: "ledger",
    user: "u",
    password: "p",
    max: 2,
    application_name: "app",
    ssl: { ca: "the authorities", rejectUnauthorized: true },
    keepAlive: true,
    connectionTimeoutMillis: 1000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 300,
    statement_timeout: 1500,
    query_timeout: 2000,
    allowExitOnIdle: true,
  });
  expect([second?.["host"], second?.["max"]]).toEqual(["reader.test", 10]);
  // One that is lost while nobody uses it is nothing to throw for.
  expect(made.listeners).toEqual(["error", undefined, "error", undefined]);

  const connect = async () => {
    const socket = (stream as () => Socket)();
    const connected = once(socket, "connect");
    socket.connect(port, "writer.test");
    await connected;
    expect(socket.remoteAddress).toBe("127.0.0.1");
    socket.destroy();
  };
  await connect();
  await connect();
  expect(made.resolved).toEqual(["writer.test"]);
  writer.forgetAddress();
  await connect();
  expect(made.resolved).toEqual(["writer.test", "writer.test"]);
  server.close();

  expect(await pool.query({ text: "SELECT $1", values: [1] })).toEqual([{ one: 1 }]);
  await pool.query({ text: "SELECT 1; SELECT 2" });
  expect(made.asked).toEqual([{ text: "SELECT $1", values: [1] }, "SELECT 1; SELECT 2"]);
  await pool.end();
  expect(made.ended).toBe(1);
});
