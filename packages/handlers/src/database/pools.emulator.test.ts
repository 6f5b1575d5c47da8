import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startPostgres } from "../testing/postgres.ts";
import { memoryLog } from "../transaction/fixtures.ts";
import { createDatabase } from "./database.ts";
import { poolsTo } from "./pools.ts";

const dns = vi.hoisted(() => ({ resolve: vi.fn<() => Promise<unknown>>() }));
vi.mock("node:dns/promises", () => ({ resolve4: dns.resolve }));

const host = "writer.db.test";
let postgres: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  postgres = await startPostgres([host]);
});
afterAll(async () => {
  await postgres.stop();
});

test("a server that takes no writes is left at once for the one that the endpoint names by now", async () => {
  const { caFile, port, user, sql } = postgres;
  const loopback = [{ address: "127.0.0.1", ttl: 5 }];
  await sql("CREATE TABLE notes (text text)");
  await sql("ALTER ROLE ledger SET default_transaction_read_only = on");
  // The second answer names a server that takes writes.
  dns.resolve.mockResolvedValueOnce(loopback).mockImplementationOnce(async () => {
    await sql("BEGIN READ WRITE; ALTER ROLE ledger RESET default_transaction_read_only; COMMIT");
    return loopback;
  });
  const { log, lines } = memoryLog();
  const settings = { writerHost: host, readerHost: host, port, name: "postgres", secretArn: "arn", caFile };
  const database = createDatabase({
    ...poolsTo(settings, { endpoint: "writer", max: 2, application: "app" }),
    credentials: { read: async () => user, forget: () => undefined },
    log,
  });
  const note = { text: "INSERT INTO notes VALUES ($1) RETURNING text", values: ["kept"] };
  expect(await database.query(note)).toEqual([{ text: "kept" }]);
  expect(dns.resolve).toHaveBeenCalledTimes(2);
  expect(lines.map(({ line, detail }) => [line, (detail as { code?: string }).code])).toEqual([
    ["warn the database's connections are made anew", "25006"],
  ]);
  await database.close();
});
