import { describe, expect, test } from "vitest";
import { scriptedDatabase, sqlError } from "../database/testing/pools.ts";
import { readMarket, requireWritable } from "./market.ts";

const quote = { symbol: "TANDEM", priceMinor: 10_000, currency: "EUR", quotedAt: "2026-11-27T00:00:00.000Z" };
const transaction = {
  id: "pay_1",
  amountMinor: 1250,
  currency: "USD",
  description: null,
  region: "us-east-1",
  epoch: 1,
  acceptedAt: "2026-11-21T12:00:00.000Z",
  payloadDigest: "d1",
};

describe("the market", () => {
  test("is valid with a quote, and with a transaction or none", async () => {
    for (const newest of [[transaction], []]) {
      const { database, asked } = scriptedDatabase([quote], newest);
      expect(await readMarket(database)).toBe(undefined);
      expect(asked.map(({ text }) => /FROM \w+/.exec(text)?.[0])).toEqual(["FROM quotes", "FROM transactions"]);
    }
  });

  test.each([
    ["no quote", [], [], "quotes newest is not understood, wrong fields: "],
    ["a quote of no symbol", [{ ...quote, symbol: "x" }], [], "quotes newest is not understood, wrong fields: symbol"],
    [
      "a quote of no price, currency and time",
      [{ ...quote, priceMinor: 0, currency: "euro", quotedAt: "today" }],
      [],
      "quotes newest is not understood, wrong fields: priceMinor, currency, quotedAt",
    ],
    [
      "a transaction of no time",
      [quote],
      [{ ...transaction, acceptedAt: "never" }],
      "transactions newest is not understood, wrong fields: acceptedAt",
    ],
  ] as const)("with %s is none", async (_, quotes, transactions, why) => {
    const { database } = scriptedDatabase(quotes, transactions);
    await expect(readMarket(database)).rejects.toThrow(new Error(`the item ${why}`));
  });
});

describe("a writer endpoint", () => {
  test("takes writes where it grants a lock", async () => {
    const { database, asked } = scriptedDatabase([]);
    expect(await requireWritable(database)).toBe(undefined);
    expect(asked.map(({ text }) => text)).toEqual([
      "SELECT version FROM schema_migrations WHERE version = 0 FOR UPDATE",
    ]);
  });

  test("that is not promoted says so; what else fails is passed on", async () => {
    const standby = scriptedDatabase(sqlError("25006"), sqlError("25006"));
    await expect(requireWritable(standby.database)).rejects.toMatchObject({ name: "NotPromoted" });
    expect(standby.ended).toEqual([1, 2]);
    const away = new Error("connect ECONNREFUSED");
    await expect(requireWritable(scriptedDatabase(away, away).database)).rejects.toBe(away);
  });
});
