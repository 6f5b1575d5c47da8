import type { Role } from "@tandem/config";

/** What a region is asked, and what its body then contains within the first 5,120 bytes, which Route 53 reads. */
export interface Expected {
  readonly path: "/health" | "/ready";
  readonly body: string;
}

/** The primary is to be active, not fenced, and to reach its stores; the standby is to be able to. */
export function expectedOf(role: Role): Expected {
  return role === "primary"
    ? { path: "/health", body: '"status":"healthy"' }
    : { path: "/ready", body: '"status":"ready"' };
}
