import type { ReadAttempt } from "@tandem/orchestrator/ports";
import type { Caller } from "./caller.ts";
import { turns } from "./turns.ts";
import type { Pace } from "./turns.ts";

export interface ReaderOptions extends Pace {
  readonly caller: Caller;
  /** The transaction to read; undefined as long as there is none. */
  readonly transactionId: () => string | undefined;
  /** Takes each attempt when it has ended. */
  readonly record: (attempt: ReadAttempt) => void;
}

/**
 * One client that changes nothing: it reads a transaction, asks whether the API could serve, and so on in turn. `/ready` and
 * not `/health`: the latter says whom Route 53 should lead clients to, and fails in a region that has yet to take over.
 */
export async function read({ caller, transactionId, record, ...pace }: ReaderOptions): Promise<void> {
  let last: ReadAttempt["kind"] = "read";
  for await (const _ of turns(pace)) {
    const id = transactionId();
    const kind: ReadAttempt["kind"] = last === "health" && id !== undefined ? "read" : "health";
    const path = kind === "read" ? `/transactions/${id}` : "/ready";
    const { answer, at, milliseconds, region } = await caller.call({ method: "GET", path });
    record({ kind, at, milliseconds, region, status: answer?.status });
    last = kind;
  }
}
