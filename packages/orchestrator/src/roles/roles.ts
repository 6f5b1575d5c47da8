import type { Region, Role } from "@tandem/config";

/** What a region says of itself. What it does not say is unknown, and unknown is never healthy. */
export interface RegionReading {
  readonly region: Region;
  /** `fenced`: it refuses writes, because the other region took over. */
  readonly state: "healthy" | "fenced" | "unhealthy" | "unknown";
  /** Raised by every change of roles; undefined where the region does not tell. */
  readonly epoch: number | undefined;
  /** For people: why it is not healthy. */
  readonly detail: string;
}

/** Which region does what at the moment. */
export interface Roles {
  /** The region that takes writes; undefined when it cannot be told. */
  readonly active: Role | undefined;
  readonly regions: Readonly<Record<Role, RegionReading>>;
}

/** The epoch before any failover. */
const FIRST_EPOCH = 1;

/**
 * The region that takes writes: of two that would, the one of the higher epoch, and before any failover the primary,
 * which DNS prefers. A standby alone proves nothing about a primary that does not answer.
 */
export function activeRole({ primary, standby }: Roles["regions"]): Role | undefined {
  const later = (standby.epoch ?? FIRST_EPOCH) > (primary.epoch ?? FIRST_EPOCH);
  if (standby.state === "healthy" && (primary.state === "fenced" || later)) return "standby";
  return primary.state === "healthy" ? "primary" : undefined;
}
