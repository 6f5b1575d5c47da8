import { DatabaseError } from "pg";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { Database } from "./database.ts";

/** SQLSTATE of a transaction that takes no writes. */
const readOnly = "25006";

/**
 * Writes the one row that says when the database's writer last wrote, by the writer's own clock. On a standby nothing is
 * written: what is there is what has arrived.
 * @throws when the database does not answer
 */
export async function writeHeartbeatRow(
  writer: Pick<Database, "query">,
  region: string,
): Promise<"written" | "standby"> {
  try {
    const [row] = await writer.query({ text: "SELECT pg_is_in_recovery() AS standby", values: [] });
    if (row?.["standby"] === true) return "standby";
    await writer.query({
      text: `
        INSERT INTO heartbeats (name, region, written_at) VALUES ('writer', $1, clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET region = excluded.region, written_at = excluded.written_at
      `,
      values: [region],
    });
    return "written";
  } catch (error) {
    if (error instanceof DatabaseError && error.code === readOnly) return "standby";
    throw error;
  }
}

const heartbeatRow = z.object({ writtenAt: z.number(), ageMs: z.number() });

/** What has arrived of the writer's heartbeats at one endpoint. */
export interface RowReading {
  /** When the row was written, milliseconds since 1970 by the writer's clock. */
  readonly writtenAt: number;
  /** How old it was when it was read, in milliseconds. */
  readonly ageMs: number;
}

/** How far the two servers' clocks may be apart, in milliseconds. Both follow Amazon's time service. */
const clockToleranceMs = 1000;

/**
 * Reads the writer's row.
 * @throws when the database does not answer, where no row has arrived, and for one that lies ahead
 */
export async function readHeartbeatRow(reader: Pick<Database, "query">): Promise<RowReading> {
  const [row] = await reader.query({
    text: `
      SELECT
        (extract(epoch FROM written_at) * 1000)::float8 AS "writtenAt",
        (extract(epoch FROM clock_timestamp() - written_at) * 1000)::float8 AS "ageMs"
      FROM heartbeats WHERE name = 'writer'
    `,
    values: [],
  });
  if (row === undefined) throw new Error("no heartbeat of the database's writer has arrived yet");
  const { writtenAt, ageMs } = understand(heartbeatRow, row, "heartbeats writer");
  if (ageMs < -clockToleranceMs) throw new Error(`the writer's heartbeat lies ${-ageMs} ms ahead`);
  return { writtenAt: Math.round(writtenAt), ageMs: Math.max(0, Math.round(ageMs)) };
}
