import type { Client } from "pg";

/** How far a standby is. */
export interface Lag {
  /**
   * Between the writer's newest commit and the newest that the standby shows, as `AuroraGlobalDBRPOLag` measures it; 0 when
   * it shows all.
   */
  readonly milliseconds: number;
  /** What it has not replayed of what the writer has written. */
  readonly bytes: number;
}

/** Where a writer is in what it writes. */
export interface Position {
  /** `16/B374D848` */
  readonly lsn: string;
  /** Of its newest commit; undefined before the first. */
  readonly committedAt: Date | null;
}

export async function writerPosition(writer: Client): Promise<Position> {
  const { rows } = await writer.query<Position>(
    `SELECT pg_current_wal_flush_lsn()::text AS lsn, (pg_last_committed_xact()).timestamp AS "committedAt"`,
  );
  return first(rows);
}

/** How far a standby is behind a writer's position. */
export async function lagBehind(standby: Client, { lsn, committedAt }: Position): Promise<Lag> {
  const { rows } = await standby.query<Lag>(
    `SELECT greatest(0, pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()))::float8 AS bytes,
       CASE WHEN pg_last_wal_replay_lsn() >= $1::pg_lsn THEN 0 ELSE
         greatest(0, 1000 * extract(epoch FROM $2::timestamptz - pg_last_xact_replay_timestamp()))::float8
       END AS milliseconds`,
    [lsn, committedAt],
  );
  const { bytes, milliseconds } = first(rows);
  return { bytes, milliseconds: milliseconds ?? 0 };
}

/** Whether a standby, by its slot's name, is connected and gets what the writer writes. */
export async function isStreaming(writer: Client, slot: string): Promise<boolean> {
  const { rowCount } = await writer.query(
    "SELECT FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'",
    [slot],
  );
  return rowCount === 1;
}

function first<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("PostgreSQL gave no row");
  return row;
}
