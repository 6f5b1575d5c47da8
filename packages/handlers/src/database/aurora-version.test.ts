import { expect, test } from "vitest";
import { readAuroraVersion } from "./aurora-version.ts";
import { scriptedDatabase, sqlError } from "./testing/pools.ts";

test("tells Aurora's version, and nothing of a PostgreSQL that has none", async () => {
  expect(await readAuroraVersion(scriptedDatabase([{ version: "17.4.2" }]).database)).toBe("17.4.2");
  expect(await readAuroraVersion(scriptedDatabase(sqlError("42883")).database)).toBe(undefined);
});

test("throws where the database does not answer, or not with a version", async () => {
  const denied = sqlError("42501");
  await expect(readAuroraVersion(scriptedDatabase(denied).database)).rejects.toBe(denied);
  await expect(readAuroraVersion(scriptedDatabase([{ version: null }]).database)).rejects.toThrow(
    "aurora_version() is not understood, wrong fields: version",
  );
});
