import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { LoadAttempt, LoadOptions, LoadRun, ReadAttempt } from "@tandem/orchestrator/ports";
import { Caller } from "./caller.ts";
import { Client } from "./client.ts";
import { LookUp, endpointOf } from "./look-up.ts";
import { read } from "./reader.ts";
import { write } from "./writer.ts";

/** Where clients find the world. */
export interface LoadPlaces {
  /** The region gate: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** `127.0.0.1:<port>` */
  readonly nameServer: string;
}

/** The file in a load's directory with a line of JSON, `{ id, kind, at }`, for each acknowledgement. */
export const acknowledgementsFile = "acknowledgements.jsonl";

/**
 * Starts clients that write payments through DNS, and one that reads. An acknowledgement is in the file, safe from the end of
 * this process, before its writer sends anything else.
 */
export async function startLoad({ endpoint, nameServer }: LoadPlaces, options: LoadOptions): Promise<LoadRun> {
  const { failoverName, basePath, scheme, idPrefix, directory, writers = 4, requestsPerSecond = 2 } = options;
  const { readsPerSecond } = options;
  await mkdir(directory, { recursive: true });
  const file = await open(join(directory, acknowledgementsFile), "a");
  const lookUp = new LookUp(endpointOf(nameServer, failoverName));
  const clients: Client[] = [];
  const newCaller = (): Caller => {
    const client = new Client(endpoint, scheme);
    clients.push(client);
    return new Caller({ failoverName, basePath, client, lookUp });
  };
  const attempts: LoadAttempt[] = [];
  const reads: ReadAttempt[] = [];
  const stopped = new AbortController();
  const { signal } = stopped;
  const intervalMs = 1000 / requestsPerSecond;
  const record = async (attempt: LoadAttempt): Promise<void> => {
    const { id, kind, at, outcome } = attempt;
    if (outcome === "acknowledged") await file.appendFile(`${JSON.stringify({ id, kind, at })}\n`);
    attempts.push(attempt);
  };
  const writing = Array.from({ length: writers }, (_, index) =>
    write({
      idPrefix: `${idPrefix}-${index + 1}`,
      intervalMs,
      offsetMs: (intervalMs * index) / writers,
      caller: newCaller(),
      record,
      signal,
    }),
  );
  const reader = (perSecond: number) =>
    read({
      intervalMs: 1000 / perSecond,
      offsetMs: 0,
      caller: newCaller(),
      // The first one: it was written long ago by the time that something goes wrong.
      transactionId: () => attempts.find(({ outcome }) => outcome === "acknowledged")?.id,
      record: (attempt) => void reads.push(attempt),
      signal,
    });
  const reading = readsPerSecond === undefined ? [] : [reader(readsPerSecond)];
  const ended = Promise.all([...writing, ...reading]);
  // Whoever stops the load is told; until then nobody waits for it.
  ended.catch(() => stopped.abort());
  return {
    attempts: () => [...attempts],
    reads: () => [...reads],
    async stop() {
      stopped.abort();
      try {
        await ended;
      } finally {
        for (const client of clients) client.close();
        await file.close();
      }
      return [...attempts];
    },
  };
}
