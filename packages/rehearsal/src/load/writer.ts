import { setTimeout as sleep } from "node:timers/promises";
import type { LoadAttempt } from "@tandem/orchestrator/ports";
import type { Client, ClientRequest } from "./client.ts";
import type { LookUp, Place } from "./look-up.ts";
import { outcomeOf } from "./outcome.ts";

/** Of how many payments one gets a document. */
const paymentsPerDocument = 5;

export interface WriterOptions {
  /** Part of every id, which no other writer has. */
  readonly idPrefix: string;
  readonly failoverName: string;
  /** What stands before `/transactions` in the path; nothing behind a custom domain. */
  readonly basePath: string;
  readonly intervalMs: number;
  /** How long it waits before its first request, in milliseconds. */
  readonly offsetMs: number;
  readonly client: Client;
  readonly lookUp: LookUp;
  /** Takes each attempt when it has ended; the writer goes on when its promise is fulfilled. */
  readonly record: (attempt: LoadAttempt) => Promise<void>;
  /** Ends the writer between two requests. */
  readonly signal: AbortSignal;
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
 * became of it is sent again under the same id, as the API asks of clients; a refusal is final. It begins a request at most
 * once in an interval, and lets go by the times at which it was still waiting.
 */
export async function write(options: WriterOptions): Promise<void> {
  const { idPrefix, intervalMs, offsetMs, record, signal } = options;
  const begun = performance.now() + offsetMs;
  const task = (kind: Task["kind"], number: number): Task => ({ id: `${idPrefix}-${number}`, kind, number });
  let current = task("transaction", 1);
  let connectedTo: Place | undefined;
  for (let turn = 0; await waitUntilTurn(begun + turn * intervalMs, signal);) {
    const { attempt, place } = await attemptTask(current, options, connectedTo);
    connectedTo = place;
    await record(attempt);
    if (attempt.outcome !== "failed") {
      const isDocumentDue =
        attempt.outcome === "acknowledged" &&
        current.kind === "transaction" &&
        current.number % paymentsPerDocument === 0;
      current = isDocumentDue ? task("document", current.number) : task("transaction", current.number + 1);
    }
    turn = Math.max(turn + 1, Math.ceil((performance.now() - begun) / intervalMs));
  }
}

/** False when the writer is to end. */
async function waitUntilTurn(time: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await sleep(Math.max(0, time - performance.now()), undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

async function attemptTask(
  { id, kind, number }: Task,
  { client, lookUp, failoverName, basePath }: WriterOptions,
  connectedTo: Place | undefined,
): Promise<{ readonly attempt: LoadAttempt; readonly place: Place | undefined }> {
  const at = Date.now();
  const begun = performance.now();
  const ended = () => Math.round(performance.now() - begun);
  let place: Place | undefined;
  try {
    place = await lookUp.place();
    // A client connects anew whenever it has looked the name up anew.
    if (place !== connectedTo) client.reconnect();
    const { endpoint, region } = place;
    // An endpoint that takes the stage in its path is the API's own, and knows no other name.
    const host = basePath === "" ? failoverName : endpoint;
    const answer = await client.send({ endpoint, host, ...requestOf(kind, `${basePath}/transactions`, id, number) });
    return { attempt: { id, kind, at, milliseconds: ended(), region, ...outcomeOf(answer) }, place };
  } catch (error) {
    const failed = { outcome: "failed", status: undefined, epoch: undefined, error: reasonOf(error) } as const;
    return { attempt: { id, kind, at, milliseconds: ended(), region: place?.region, ...failed }, place };
  }
}

function requestOf(
  kind: LoadAttempt["kind"],
  path: string,
  id: string,
  number: number,
): Pick<ClientRequest, "method" | "path" | "body"> {
  if (kind === "document") {
    return { method: "PUT", path: `${path}/${id}/document`, body: { contentType: "text/plain", text: `of ${id}` } };
  }
  const body = JSON.stringify({ id, amountMinor: 100 + number, currency: "USD" });
  return { method: "POST", path, body: { contentType: "application/json", text: body } };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.name === "TimeoutError" ? "no answer in time" : cause.message;
}
