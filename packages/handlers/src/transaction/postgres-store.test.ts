import { describe, expect, test } from "vitest";
import { scriptedDatabase } from "../database/testing/pools.ts";
import { memoryLog } from "./fixtures.ts";
import type { FenceReading } from "./fence.ts";
import { createPostgresReads, createPostgresStore, newestTransaction } from "./postgres-store.ts";

const item = {
  id: "pay_1",
  amountMinor: 1250,
  currency: "USD",
  region: "us-east-1",
  epoch: 42,
  acceptedAt: "2026-11-21T12:00:00.000Z",
  payloadDigest: "d1",
};
const row = { ...item, description: null };

describe("versions", () => {
  test("reads one id's rows, the highest epoch first, and leaves out a description that is none", async () => {
    const { database, asked } = scriptedDatabase([row, { ...row, epoch: 41, description: "rent" }]);
    expect(await createPostgresStore(database).versions("pay_1")).toEqual([
      item,
      { ...item, epoch: 41, description: "rent" },
    ]);
    expect(asked.map(({ text, values }) => [text.slice(text.indexOf("FROM")), values])).toEqual([
      ["FROM transactions WHERE id = $1 ORDER BY transactions.epoch DESC, region DESC", ["pay_1"]],
    ]);
  });

  test("refuses a row it does not understand, without its contents", async () => {
    const { database } = scriptedDatabase([{ ...row, epoch: 0, currency: 7 }]);
    await expect(createPostgresStore(database).versions("pay_1")).rejects.toThrow(
      new Error("the item transactions pay_1 is not understood, wrong fields: currency, epoch"),
    );
  });
});

describe("append", () => {
  test("adds the row where none has its key, and says so where one has", async () => {
    const { database, asked } = scriptedDatabase([{ id: "pay_1" }], []);
    const store = createPostgresStore(database);
    expect(await store.append({ ...item, description: "rent" })).toBe("appended");
    expect(await store.append(item)).toBe("exists");
    expect(asked[0]?.text.replace(/\s+/g, " ").trim()).toBe(
      "INSERT INTO transactions (id, epoch, region, amount_minor, currency, description, accepted_at, payload_digest)" +
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id",
    );
    expect(asked.map(({ values }) => values)).toEqual([
      ["pay_1", 42, "us-east-1", 1250, "USD", "rent", "2026-11-21T12:00:00.000Z", "d1"],
      ["pay_1", 42, "us-east-1", 1250, "USD", null, "2026-11-21T12:00:00.000Z", "d1"],
    ]);
  });
});

test("the newest transaction is the one that was accepted last, where there is any", async () => {
  const { database, asked } = scriptedDatabase([row], []);
  expect([await newestTransaction(database), await newestTransaction(database)]).toEqual([item, undefined]);
  expect(asked[0]?.text).toContain("ORDER BY accepted_at DESC LIMIT 1");
});

describe("reads for those who only look", () => {
  const open: FenceReading = { known: true, epoch: 1, fenced: false };
  const fenced: FenceReading = { known: true, epoch: 1, fenced: true };
  const unknown: FenceReading = { known: false, error: new Error("away") };
  const lost = new Error("connect ECONNREFUSED");

  const look = async (answer: readonly (typeof row)[] | Error, reading: FenceReading) => {
    const { log, lines } = memoryLog();
    // The reader tries twice.
    const { database } = scriptedDatabase(answer, answer);
    const writer = { versions: async () => [{ ...item, region: "writer" }] };
    const reads = createPostgresReads({ reader: database, writer, fence: { current: async () => reading }, log });
    const seen = await reads.versions("pay_1").catch((error: unknown) => error);
    return { seen, told: lines.map(({ line }) => line) };
  };

  test("are answered by the reader", async () => {
    expect(await look([row], open)).toEqual({ seen: [item], told: [] });
    expect(await look([row], fenced)).toEqual({ seen: [item], told: [] });
  });

  test("ask the writer for what the reader does not have, where the region takes writes", async () => {
    expect((await look([], open)).seen).toEqual([{ ...item, region: "writer" }]);
    expect((await look([], fenced)).seen).toEqual([]);
    expect((await look([], unknown)).seen).toEqual([]);
  });

  test("ask the writer where the reader does not answer, and the region takes writes", async () => {
    expect(await look(lost, open)).toEqual({
      seen: [{ ...item, region: "writer" }],
      told: ["warn the reader does not answer, the writer is asked"],
    });
    expect((await look(lost, fenced)).seen).toBe(lost);
    expect((await look(lost, unknown)).seen).toBe(lost);
  });
});
