import type { Tick } from "./intents.ts";
import { valueOf } from "./readings.ts";
import type { Change, Intent } from "./state.ts";

/** A call that moves the database's writer. */
type DatabaseMove = Extract<Change, { kind: "failover-database" | "switchover-database" }>;

/** A call that RDS takes up and carries out by itself, and that must not be made blindly: it knows of no epoch. */
export function isDatabaseMove(change: Change): change is DatabaseMove {
  return change.kind === "failover-database" || change.kind === "switchover-database";
}

/**
 * An intent to move the database, after what was read of the global cluster, and whether its call is due. It is made only
 * where the writer is read to be elsewhere and nothing moves; and made again only where that has been so for long enough
 * after the last call, or after a move that was seen and is gone.
 */
export function resumeDatabaseMove(
  intent: Intent & { readonly change: DatabaseMove },
  { observations, now, settings }: Tick,
): { readonly intent: Intent; readonly due: boolean } {
  const reading = observations.database?.roles;
  const roles = reading && valueOf(reading, now, settings.readingMaxAgeMs);
  if (intent.outcome === "done" || reading?.known !== true || roles === undefined) return { intent, due: false };
  if (roles.movingTo !== undefined) {
    return { intent: { ...intent, outcome: "accepted", movingAt: reading.at }, due: false };
  }
  if (roles.writer === intent.change.side) {
    return { intent: { ...intent, outcome: "done", doneAt: now }, due: false };
  }
  if (!isQuiet(intent, reading.at, settings)) return { intent, due: false };
  const { movingAt: _, ...rest } = intent;
  return { intent: { ...rest, issuedAt: now, calls: intent.calls + 1, outcome: "pending" }, due: true };
}

/** Whether no call can take effect any more, by what was read at this time. */
export function isQuiet(
  { calls, issuedAt, movingAt }: Intent,
  readAt: number,
  { databaseSettlesMs, databaseQuietMs }: Tick["settings"],
): boolean {
  if (calls === 0) return true;
  return movingAt === undefined ? readAt - issuedAt >= databaseSettlesMs : readAt - movingAt >= databaseQuietMs;
}
