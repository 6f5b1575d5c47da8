import type { LoadAttempt } from "@tandem/orchestrator/ports";
import type { Caller } from "./caller.ts";
import type { ClientRequest } from "./client.ts";
import { outcomeOf } from "./outcome.ts";
import { turns } from "./turns.ts";
import type { Pace } from "./turns.ts";

/** Of how many payments one gets a document. */
const paymentsPerDocument = 5;

export interface WriterOptions extends Pace {
  /** Part of every id, which no other writer has. */
  readonly idPrefix: string;
  readonly caller: Caller;
  /** Takes each attempt when it has ended; the writer goes on when its promise is fulfilled. */
  readonly record: (attempt: LoadAttempt) => Promise<void>;
}

/** What a writer is at. */
interface Task {
  readonly id: string;
  readonly kind: LoadAttempt["kind"];
  /** Which of the writer's payments it is or belongs to. */
  readonly number: number;
}

/**
 * One client, which writes payments one after another, and a document to some. What stays without an answer that tells what
 * became of it is sent again under the same id, as the API asks of clients; a refusal is final.
 */
export async function write({ idPrefix, caller, record, ...pace }: WriterOptions): Promise<void> {
  const task = (kind: Task["kind"], number: number): Task => ({ id: `${idPrefix}-${number}`, kind, number });
  let current = task("transaction", 1);
  for await (const _ of turns(pace)) {
    const attempt = await attemptTask(current, caller);
    await record(attempt);
    if (attempt.outcome === "failed") continue;
    const isDocumentDue =
      attempt.outcome === "acknowledged" &&
      current.kind === "transaction" &&
      current.number % paymentsPerDocument === 0;
    current = isDocumentDue ? task("document", current.number) : task("transaction", current.number + 1);
  }
}

async function attemptTask({ id, kind, number }: Task, caller: Caller): Promise<LoadAttempt> {
  const { at, milliseconds, region, ...end } = await caller.call(requestOf(kind, id, number));
  const sent = { id, kind, at, milliseconds, region };
  if (end.answer !== undefined) return { ...sent, ...outcomeOf(end.answer) };
  return { ...sent, outcome: "failed", status: undefined, epoch: undefined, error: end.reason };
}

function requestOf(
  kind: LoadAttempt["kind"],
  id: string,
  number: number,
): Pick<ClientRequest, "method" | "path" | "body"> {
  if (kind === "document") {
    return {
      method: "PUT",
      path: `/transactions/${id}/document`,
      body: { contentType: "text/plain", text: `of ${id}` },
    };
  }
  const body = JSON.stringify({ id, amountMinor: 100 + number, currency: "USD" });
  return { method: "POST", path: "/transactions", body: { contentType: "application/json", text: body } };
}
