import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { requestBudgetMs, withinBudget } from "./request-budget.ts";
import { scriptedDatabase, sqlError } from "./testing/pools.ts";
import { createDatabase } from "./database.ts";
import { memoryLog } from "../transaction/fixtures.ts";

const statement = { text: "SELECT 1", values: [] };
const rows = [{ one: 1 }];

test("one pool serves every statement", async () => {
  const { database, asked, users, ended, lines } = scriptedDatabase(rows, rows);
  expect([await database.query(statement), await database.query(statement)]).toEqual([rows, rows]);
  expect([asked, users, ended, lines]).toEqual([[statement, statement], ["user0"], [], []]);
});

test("an instance that takes no writes is left: its pool ends, and the statement goes to where the name leads now", async () => {
  const { database, users, addresses, ended, lines } = scriptedDatabase(sqlError("25006"), rows);
  expect(await database.query(statement)).toEqual(rows);
  expect([users, ended, addresses]).toEqual([["user0", "user0"], [1], { forgotten: 1 }]);
  expect(lines.map(({ line }) => line)).toEqual(["warn the database's connections are made anew"]);
});

test("a second refusal is the answer, and the next statement connects anew", async () => {
  const second = sqlError("25006", "second");
  const { database, users, ended } = scriptedDatabase(sqlError("25006"), second, rows);
  await expect(database.query(statement)).rejects.toBe(second);
  expect(await database.query(statement)).toEqual(rows);
  expect([users.length, ended]).toEqual([3, [1, 2]]);
});

test("a password that was rotated is read again", async () => {
  const { database, users } = scriptedDatabase(sqlError("28P01"), rows);
  expect(await database.query(statement)).toEqual(rows);
  expect(users).toEqual(["user0", "user1"]);
});

test("a statement that fails by itself fails, and leaves the pool as it is", async () => {
  const failure = sqlError("23505");
  const { database, asked, users, addresses, ended } = scriptedDatabase(failure, rows);
  await expect(database.query(statement)).rejects.toBe(failure);
  expect(await database.query(statement)).toEqual(rows);
  expect([asked.length, users.length, ended, addresses]).toEqual([2, 1, [], { forgotten: 0 }]);
});

test("statements side by side that lose one pool leave the new one alone", async () => {
  const lost = sqlError("57P01");
  const { database, users, addresses, ended } = scriptedDatabase(lost, lost, rows, rows);
  expect(await Promise.all([database.query(statement), database.query(statement)])).toEqual([rows, rows]);
  expect([users.length, ended, addresses]).toEqual([2, [1], { forgotten: 1 }]);
});

describe("the request's budget", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  test("has room for a second attempt of 2.5 s, or there is none", async () => {
    const first = sqlError("57P01");
    for (const [spentMs, calls] of [
      [requestBudgetMs - 2500, 2],
      [requestBudgetMs - 2499, 1],
    ] as const) {
      const { database, asked } = scriptedDatabase(first, rows);
      const answer = await withinBudget(async () => {
        vi.advanceTimersByTime(spentMs);
        return await database.query(statement).catch((error: unknown) => error);
      });
      expect([answer, asked.length]).toEqual([calls === 2 ? rows : first, calls]);
    }
  });
});

test("without a user there is no connection, and the secret is asked for again", async () => {
  const { log } = memoryLog();
  let reads = 0;
  const database = createDatabase({
    forgetAddress: () => undefined,
    openPool: () => ({ query: async () => rows, end: async () => undefined }),
    credentials: {
      read: async () => {
        reads += 1;
        if (reads < 3) throw new Error("Secrets Manager is away");
        return { username: "u", password: "p" };
      },
      forget: () => undefined,
    },
    log,
  });
  await expect(database.query(statement)).rejects.toThrow("Secrets Manager is away");
  expect(await database.query(statement)).toEqual(rows);
});

test("closing ends the pool, if there is one; one that does not end is told", async () => {
  const { database, ended } = scriptedDatabase(rows);
  await database.close();
  await database.query(statement);
  await database.close();
  expect(ended).toEqual([1]);

  const { log, lines } = memoryLog();
  const stuck = createDatabase({
    forgetAddress: () => undefined,
    openPool: () => ({ query: async () => rows, end: () => Promise.reject(new Error("stuck")) }),
    credentials: { read: async () => ({ username: "u", password: "p" }), forget: () => undefined },
    log,
  });
  await stuck.query(statement);
  await stuck.close();
  expect(lines).toEqual([{ line: "warn a pool did not end", detail: new Error("stuck") }]);
});
