import type { RequestEnd } from "../failover/request.ts";
import { waitFor } from "./wait-for.ts";

/**
 * Asks for an operation, and as a person would once more while nothing but the replication lag stands against it: a copy
 * that has only begun to follow has not been read since. The controller answers at its next tick, so that it is not asked
 * more often than it looks.
 * @throws Error when the copy has not caught up after that many seconds
 */
export async function onceCaughtUp(
  ask: () => Promise<RequestEnd>,
  seconds: number,
  signal: AbortSignal,
): Promise<RequestEnd> {
  return await waitFor("the replication lag to let an operation begin", seconds, signal, async () => {
    const end = await ask();
    return isBehindAlone(end) ? undefined : end;
  });
}

function isBehindAlone({ outcome, reasons }: RequestEnd): boolean {
  return outcome === "refused" && reasons.every((reason) => reason.startsWith("the replication lag is "));
}
