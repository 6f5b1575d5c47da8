import { describe, expect, test } from "vitest";
import { migrate, migrated } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { scriptedDatabase, sqlError } from "./testing/pools.ts";

const one = { version: 1, name: "one", sql: "CREATE TABLE one ();" };
const two = { version: 2, name: "two", sql: "CREATE TABLE two ();" };

const texts = (asked: readonly { readonly text: string }[]) =>
  asked.map(({ text }) => text.replace(/\s+/g, " ").trim());

describe("migrate", () => {
  test("applies what is missing, in order, each in one transaction under the lock, its record first", async () => {
    const { database, asked } = scriptedDatabase(sqlError("42P01"), [], []);
    await migrate(database, [one, two]);
    const [read, first, second] = texts(asked);
    expect(read).toBe("SELECT version, digest FROM schema_migrations");
    expect(first).toMatch(
      /^SELECT pg_advisory_xact_lock\(7305013121\); CREATE TABLE IF NOT EXISTS schema_migrations \(.*\); INSERT INTO schema_migrations \(version, name, digest\) VALUES \(1, 'one', '[0-9a-f]{64}'\); CREATE TABLE one \(\);$/,
    );
    expect(second).toMatch(/VALUES \(2, 'two', '[0-9a-f]{64}'\); CREATE TABLE two \(\);$/);
    // Without values: as several statements, which are one transaction.
    expect(asked.slice(1).map(({ values }) => values)).toEqual([undefined, undefined]);
  });

  const digestIn = async (migration: typeof one) => {
    const { database, asked } = scriptedDatabase([], []);
    await migrate(database, [migration]);
    return /'([0-9a-f]{64})'/.exec(asked[1]?.text ?? "")?.[1] ?? "";
  };

  test("leaves what is applied, and adds the rest", async () => {
    const { database, asked } = scriptedDatabase([{ version: 1, digest: await digestIn(one) }], []);
    await migrate(database, [one, two]);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.text).toContain("CREATE TABLE two ()");
  });

  test("refuses one that was changed after it was applied", async () => {
    const { database } = scriptedDatabase([{ version: 1, digest: "another" }]);
    await expect(migrate(database, [one])).rejects.toThrow(
      new Error("the migration 1 one was changed after it was applied"),
    );
  });

  test("takes what another runner was faster with", async () => {
    const applied = [{ version: 1, digest: await digestIn(one) }];
    const { database } = scriptedDatabase([], sqlError("23505"), applied);
    await migrate(database, [one]);
    const gone = scriptedDatabase([], sqlError("23505"), []).database;
    await expect(migrate(gone, [one])).rejects.toThrow("was changed after it was applied");
  });

  test("passes on what else fails", async () => {
    const standby = scriptedDatabase([], sqlError("25006"), sqlError("25006")).database;
    await expect(migrate(standby, [one])).rejects.toMatchObject({ code: "25006" });
    const denied = scriptedDatabase(sqlError("42501")).database;
    await expect(migrate(denied, [one])).rejects.toMatchObject({ code: "42501" });
  });
});

describe("a migrated database", () => {
  test("is brought up to date once, before its first statement", async () => {
    const { database, asked, ended } = scriptedDatabase([], [], [{ one: 1 }], [{ two: 2 }]);
    const ready = migrated(database, [one]);
    const statement = (text: string) => ready.query({ text, values: [] });
    expect(await Promise.all([statement("SELECT 1"), statement("SELECT 2")])).toEqual([[{ one: 1 }], [{ two: 2 }]]);
    expect(asked.slice(2).map(({ text }) => text)).toEqual(["SELECT 1", "SELECT 2"]);
    await ready.close();
    expect(ended).toEqual([1]);
  });

  test("that cannot be brought up to date refuses statements, and tries again at the next", async () => {
    const { database } = scriptedDatabase(sqlError("42501"), [], [], [{ one: 1 }]);
    const ready = migrated(database, [one]);
    const statement = () => ready.query({ text: "SELECT 1", values: [] });
    const [first, second] = await Promise.allSettled([statement(), statement()]);
    expect([first.status, second.status]).toEqual(["rejected", "rejected"]);
    expect(await statement()).toEqual([{ one: 1 }]);
  });
});

test("migrations are numbered from one without gaps", () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, nth) => nth + 1));
});
