import { describe, expect, test } from "vitest";
import { readHeartbeatRow, writeHeartbeatRow } from "./heartbeat-row.ts";
import { scriptedDatabase, sqlError } from "./testing/pools.ts";

describe("writeHeartbeatRow", () => {
  test("sets the one row at the writer, by the database's own clock", async () => {
    const { database, asked } = scriptedDatabase([{ standby: false }], []);
    expect(await writeHeartbeatRow(database, "us-east-1")).toBe("written");
    expect(asked[1]?.text.replace(/\s+/g, " ").trim()).toBe(
      "INSERT INTO heartbeats (name, region, written_at) VALUES ('writer', $1, clock_timestamp())" +
        " ON CONFLICT (name) DO UPDATE SET region = excluded.region, written_at = excluded.written_at",
    );
    expect(asked[1]?.values).toEqual(["us-east-1"]);
  });

  test("leaves a standby alone", async () => {
    const { database, asked } = scriptedDatabase([{ standby: true }]);
    expect(await writeHeartbeatRow(database, "us-east-1")).toBe("standby");
    expect(asked).toHaveLength(1);
    const refusing = scriptedDatabase([{ standby: false }], sqlError("25006"), sqlError("25006"));
    expect(await writeHeartbeatRow(refusing.database, "us-east-1")).toBe("standby");
  });

  test("throws where the database does not answer", async () => {
    const away = new Error("connect ECONNREFUSED");
    await expect(writeHeartbeatRow(scriptedDatabase(away, away).database, "us-east-1")).rejects.toBe(away);
  });
});

describe("readHeartbeatRow", () => {
  const read = (...rows: readonly Readonly<Record<string, unknown>>[]) =>
    readHeartbeatRow(scriptedDatabase(rows).database);

  test("gives the row's time and age, in whole milliseconds", async () => {
    expect(await read({ writtenAt: 1_800_000_000_000.4, ageMs: 4000.6 })).toEqual({
      writtenAt: 1_800_000_000_000,
      ageMs: 4001,
    });
  });

  test("bears with clocks that are a second apart, and no more", async () => {
    expect((await read({ writtenAt: 1, ageMs: -1000 })).ageMs).toBe(0);
    await expect(read({ writtenAt: 1, ageMs: -1001 })).rejects.toThrow("the writer's heartbeat lies 1001 ms ahead");
  });

  test("guesses nothing where no row has arrived, or one that is not understood", async () => {
    await expect(read()).rejects.toThrow("no heartbeat of the database's writer has arrived yet");
    await expect(read({ writtenAt: null, ageMs: 1 })).rejects.toThrow(
      new Error("the item heartbeats writer is not understood, wrong fields: writtenAt"),
    );
  });
});
