import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { LoadAttempt, LoadOptions, LoadRun } from "@tandem/orchestrator/ports";
import { Client } from "./client.ts";
import { LookUp, endpointOf } from "./look-up.ts";
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
 * Starts clients that write payments through DNS. An acknowledgement is in the file, safe from the end of this process,
 * before its writer sends anything else.
 */
export async function startLoad({ endpoint, nameServer }: LoadPlaces, options: LoadOptions): Promise<LoadRun> {
  const { failoverName, basePath, scheme, idPrefix, directory, writers = 4, requestsPerSecond = 2 } = options;
  await mkdir(directory, { recursive: true });
  const file = await open(join(directory, acknowledgementsFile), "a");
  const lookUp = new LookUp(endpointOf(nameServer, failoverName));
  const clients = Array.from({ length: writers }, () => new Client(endpoint, scheme));
  const attempts: LoadAttempt[] = [];
  const stopped = new AbortController();
  const intervalMs = 1000 / requestsPerSecond;
  const record = async (attempt: LoadAttempt): Promise<void> => {
    const { id, kind, at, outcome } = attempt;
    if (outcome === "acknowledged") await file.appendFile(`${JSON.stringify({ id, kind, at })}\n`);
    attempts.push(attempt);
  };
  const ended = Promise.all(
    clients.map((client, index) =>
      write({
        idPrefix: `${idPrefix}-${index + 1}`,
        failoverName,
        basePath,
        intervalMs,
        offsetMs: (intervalMs * index) / writers,
        client,
        lookUp,
        record,
        signal: stopped.signal,
      }),
    ),
  );
  // Whoever stops the load is told; until then nobody waits for it.
  ended.catch(() => stopped.abort());
  return {
    attempts: () => [...attempts],
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
