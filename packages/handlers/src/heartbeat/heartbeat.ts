/** One invocation of a writer. */
export interface Invocation {
  /** Lambda's id of the request. */
  readonly invocationId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a region says of itself. Times are milliseconds since 1970, by the clock of the region that is written about. */
export interface Heartbeat extends Invocation {
  readonly region: string;
  readonly writtenAt: number;
  /** When the region last reached its database, known from the second tick of an invocation that could. */
  readonly databaseWrittenAt?: number | undefined;
}

/**
 * Writes a heartbeat; `superseded` when a later invocation writes this region's heartbeat now, and nothing was changed.
 * Throws when the table does not answer.
 */
export type WriteHeartbeat = (heartbeat: Heartbeat) => Promise<"written" | "superseded">;

/** Puts the heartbeat into the bucket. Throws when the bucket does not answer. */
export type PutEvidence = (heartbeat: Heartbeat) => Promise<void>;

/**
 * Writes the heartbeat of the database's writer; `standby` where the region's database takes no writes, and nothing was
 * changed. Throws when the database does not answer.
 */
export type WriteHeartbeatRow = () => Promise<"written" | "standby">;
