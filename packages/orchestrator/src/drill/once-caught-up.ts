import { setTimeout as sleep } from "node:timers/promises";
import type { RequestEnd } from "../failover/request.ts";
import { waitFor } from "./wait-for.ts";

/** Lag readers read every ten seconds. */
const AGAIN_MS = 10_000;

/**
 * Asks for an operation, and as a person would once more while nothing but the replication lag stands against it: a copy
 * that has only begun to follow has not been read since.
 * @throws Error when the copy has not caught up after that many seconds
 */
export async function onceCaughtUp(
  ask: () => Promise<RequestEnd>,
  seconds: number,
  signal: AbortSignal,
): Promise<RequestEnd> {
  return await waitFor("the replication lag to let an operation begin", seconds, signal, async () => {
    const end = await ask();
    if (!isBehindAlone(end)) return end;
    await sleep(AGAIN_MS, undefined, { signal });
    return undefined;
  });
}

function isBehindAlone({ outcome, reasons }: RequestEnd): boolean {
  return outcome === "refused" && reasons.every((reason) => reason.startsWith("the replication lag is "));
}
