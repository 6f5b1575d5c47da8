import type { Role } from "./regions.ts";
import type { Topology } from "./topology.ts";

/** What a region is asked, and what its body then contains within the first 5,120 bytes, which Route 53 reads. */
export interface HealthAnswer {
  readonly path: "/health" | "/ready";
  readonly body: string;
}

/**
 * The primary is to be active, not fenced, and to reach its stores; the standby is to be able to. Where trades are in a
 * database, there is to be valid trading data too, as clients get it: bodies tell of it right after the status.
 */
export function healthAnswerOf({ store }: Pick<Topology, "store">, role: Role): HealthAnswer {
  const market = store === "aurora" ? ',"market":"valid"' : "";
  return role === "primary"
    ? { path: "/health", body: `"status":"healthy"${market}` }
    : { path: "/ready", body: `"status":"ready"${market}` };
}
