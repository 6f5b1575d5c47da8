import type { RowReading } from "../database/heartbeat-row.ts";
import type { Invocation } from "../heartbeat/heartbeat.ts";

/** What is read of a copy: the writer's row, and the engine's version where that is Aurora's. */
export interface CopyReading extends RowReading {
  readonly auroraVersion?: string | undefined;
}

/** How far this region's copy of the database is behind its writer; or unknown, and why. Unknown is never caught up. */
export type Lag = ({ readonly known: true } & CopyReading) | { readonly known: false; readonly why: string };

/** One reading as it is left for the controller. */
export interface LagReport extends Invocation {
  readonly region: string;
  /** When it was read, milliseconds since 1970 by the reader's clock. */
  readonly writtenAt: number;
  readonly lag: Lag;
}

/** Leaves a reading; `superseded` when a later invocation reads now, and nothing was changed. Throws when the table does not answer. */
export type ReportLag = (report: LagReport) => Promise<"written" | "superseded">;
