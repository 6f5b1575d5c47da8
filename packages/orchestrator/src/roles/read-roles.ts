import type { Region, Role } from "@tandem/config";
import { z } from "zod";
import { activeRole } from "./roles.ts";
import type { RegionReading, Roles } from "./roles.ts";

/** How long a region may take to answer, in milliseconds. Its own readings end after 1.2 s. */
const ANSWER_MS = 5000;

const healthSchema = z.object({
  status: z.enum(["healthy", "unhealthy"]),
  reasons: z.array(z.string()).default([]),
  /** `unknown`: the region could not read it. Absent from a region that was last updated before it said so. */
  fenced: z.union([z.boolean(), z.literal("unknown")]).optional(),
  epoch: z.number().optional(),
});

export interface RolesRequest {
  readonly regions: Readonly<Record<Role, Region>>;
  /** Each region's `apiEndpoint`; undefined where its layer is not rolled out. */
  readonly endpoints: Readonly<Record<Role, string | undefined>>;
  /** Calls a URL as clients do; inside a rehearsal, by its emulator. */
  readonly call: (url: string, init?: RequestInit) => Promise<Response>;
}

/** Asks both regions' `/health`. Never throws: a region that does not answer is unknown. */
export async function readRoles({ regions, endpoints, call }: RolesRequest): Promise<Roles> {
  const [primary, standby] = await Promise.all([
    readRegion(regions.primary, endpoints.primary, call),
    readRegion(regions.standby, endpoints.standby, call),
  ]);
  return { active: activeRole({ primary, standby }), regions: { primary, standby } };
}

async function readRegion(
  region: Region,
  endpoint: string | undefined,
  call: RolesRequest["call"],
): Promise<RegionReading> {
  const unknown = (detail: string): RegionReading => ({ region, state: "unknown", epoch: undefined, detail });
  if (endpoint === undefined) return unknown("it is not rolled out");
  try {
    const response = await call(`${endpoint}/health`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await response.text();
    const body = healthSchema.safeParse(tryJson(text));
    if (!body.success) return unknown(`/health answered ${response.status} without a verdict`);
    const { status, reasons, epoch, fenced = reasons.some((reason) => reason.includes("fenced")) } = body.data;
    const state = fenced === true ? "fenced" : status;
    return { region, state, epoch, detail: reasons.join("; ") };
  } catch (error) {
    return unknown(`/health does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
