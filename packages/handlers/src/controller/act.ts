import type { ComputeTargets, DatabaseTargets, Targets } from "@tandem/config/control";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";
import type { Outcome } from "./conditional.ts";
import type { Action } from "./decide.ts";
import type { Fences } from "./fences.ts";
import type { LatchStore } from "./latch.ts";
import type { Markers } from "./markers.ts";
import type { Recorder } from "./record.ts";
import type { Change } from "./state.ts";

/** A call that moves the global database, or keeps what it has lost. */
export type DatabaseChange = Extract<
  Change,
  { kind: "failover-database" | "switchover-database" | "keep-tail" | "drop-tail" }
>;
export type ScaleChange = Extract<Change, { kind: "scale" }>;

export interface ActPorts {
  readonly fences: Pick<Fences, "change">;
  readonly latch: Pick<LatchStore, "change">;
  readonly markers: Pick<Markers, "mark">;
  readonly recorder: Recorder;
  /** @default this controller moves no database */
  readonly changeDatabase?: (of: DatabaseTargets, change: DatabaseChange, signal: AbortSignal) => Promise<Outcome>;
  /** @default this controller grows nothing */
  readonly scale?: (of: ComputeTargets, change: ScaleChange, signal: AbortSignal) => Promise<Outcome>;
  readonly log: Log;
  /** How long one call may take, in milliseconds. */
  readonly callMs: number;
}

/** An action, and what became of it. */
export interface Acted {
  readonly id: string;
  readonly outcome: Outcome;
}

/**
 * Makes all calls side by side, each within its time. It never throws: a call that failed, or took too long and may still
 * take effect, is `failed`, and what a later tick reads decides whether it is made again.
 */
export async function act(
  ports: ActPorts,
  actions: readonly Action[],
  targets: Pick<Targets, "database" | "compute"> = {},
): Promise<readonly Acted[]> {
  return await Promise.all(
    actions.map(async (action): Promise<Acted> => {
      const { id, kind } = action;
      try {
        const outcome = await bounded(ports.callMs, (signal) => perform(ports, action, targets, signal));
        if (outcome === "failed") ports.log.info("a call was refused", { id, kind });
        return { id, outcome };
      } catch (error) {
        ports.log.error(`${kind} failed: ${id}`, asError(error));
        return { id, outcome: "failed" };
      }
    }),
  );
}

async function perform(
  { fences, latch, markers, recorder, changeDatabase, scale }: ActPorts,
  action: Action,
  { database, compute }: Pick<Targets, "database" | "compute">,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (action.kind) {
    case "fence":
    case "unfence":
      return fences.change(action, signal);
    case "mark":
      return markers.mark(action.side, action.epoch, signal);
    case "set-latch":
    case "clear-latch":
      return latch.change(action, signal);
    case "failover-database":
    case "switchover-database":
    case "keep-tail":
    case "drop-tail":
      if (database === undefined || changeDatabase === undefined) throw new Error("there is no database to move");
      return changeDatabase(database, action, signal);
    case "scale":
      if (compute === undefined || scale === undefined) throw new Error("there is nothing to grow");
      return scale(compute, action, signal);
    case "record":
    case "notify":
    case "alarm":
      return recorder(action, signal);
  }
}
