import type { Topology } from "./topology.ts";

/**
 * What the body of a good answer contains within its first 5,120 bytes, which Route 53 reads: of `/health`, that the region
 * serves now, so it is active and not fenced; of `/ready`, that it could serve once promoted. Where trades are in a database,
 * there is to be valid trading data too, as clients get it: bodies tell of it right after the status.
 */
export function healthAnswerOf({ store }: Pick<Topology, "store">, path: "/health" | "/ready"): string {
  const status = `"status":"${path === "/health" ? "healthy" : "ready"}"`;
  return store === "aurora" ? `${status},"market":"valid"` : status;
}
