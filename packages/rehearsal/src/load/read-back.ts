import { setTimeout as sleep } from "node:timers/promises";
import type { LoadAttempt } from "@tandem/orchestrator/ports";
import * as z from "zod";
import { Client } from "./client.ts";
import type { ClientAnswer } from "./client.ts";
import type { ReadBack } from "./figures.ts";

/** How many clients read side by side. */
const readers = 4;

/** How often a read without a usable answer is repeated, and how long after. */
const reads = { attempts: 5, pauseMs: 500 } as const;

const shown = z.object({ versions: z.optional(z.array(z.unknown())) });

/**
 * Reads every id that was ever tried at a region's API.
 * @param gate `http://127.0.0.1:<port>`
 * @param apiEndpoint `https://<id>.execute-api.<region>.amazonaws.com/<stage>`, `http://<name>.<region>.elb.amazonaws.com`
 * @throws Error for an id of which the region says neither that it is there nor that it is not
 */
export async function readBack(gate: string, apiEndpoint: string, attempts: readonly LoadAttempt[]): Promise<ReadBack> {
  const { host, pathname, protocol } = new URL(apiEndpoint);
  const base = pathname.replace(/\/$/, "");
  const found = { transactions: new Map<string, number>(), documents: new Map<string, number>() };
  const unique = new Map(attempts.map(({ id, kind }) => [`${kind} ${id}`, { id, kind }]));
  const left = unique.values();
  const read = async (): Promise<void> => {
    const client = new Client(gate, protocol === "http:" ? "http" : "https");
    try {
      // All readers take from one iterator.
      for (const { id, kind } of left) {
        const path = `${base}/transactions/${id}${kind === "document" ? "/document" : ""}`;
        const ask = () => client.send({ method: "GET", endpoint: host, host, path });
        const store = kind === "document" ? found.documents : found.transactions;
        store.set(id, await versionsOf(ask, kind, id));
      }
    } finally {
      client.close();
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return found;
}

async function versionsOf(ask: () => Promise<ClientAnswer>, kind: LoadAttempt["kind"], id: string): Promise<number> {
  let why = "";
  for (let attempt = 1; attempt <= reads.attempts; attempt += 1) {
    if (attempt > 1) await sleep(reads.pauseMs);
    try {
      const answer = await ask();
      if (answer.status === 404) return 0;
      if (answer.status === 200) return versionsIn(answer, kind);
      why = `${answer.status} ${answer.body.slice(0, 200)}`;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Error(`the ${kind} ${id} cannot be read back: ${why}`);
}

/** A payment names its versions in its body where it has several, a document in a header. */
function versionsIn({ body, headers }: ClientAnswer, kind: LoadAttempt["kind"]): number {
  if (kind === "transaction") return shown.parse(JSON.parse(body)).versions?.length ?? 1;
  const listed = headers["x-document-versions"];
  return listed === undefined ? 1 : z.array(z.unknown()).parse(JSON.parse([listed].flat().join())).length;
}
