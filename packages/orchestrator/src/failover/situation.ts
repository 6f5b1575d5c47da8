import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { fenceItemKey, roleName, stateItemKeys, witnessName } from "@tandem/config/control";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { z } from "zod";
import type { FailoverAccess } from "./access.ts";
import { stateItemSchema } from "./controller-state.ts";
import type { ControllerView } from "./controller-state.ts";

/** What was read; or unknown, and why. Unknown is never healthy. */
export type Known<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly why: string };

/** What a region says of itself, and what is known of it in the standby region. */
export interface RegionSituation {
  readonly region: string;
  /** `/health`: `healthy`, `fenced`, or what is wrong. */
  readonly health: Known<string>;
  /** `/ready`: whether it could serve once promoted. */
  readonly ready: Known<boolean>;
  /** Its fence, as its own replica has it. */
  readonly fence: Known<{ readonly epoch: number; readonly fenced: boolean }>;
  /** Seconds since its last heartbeat that has arrived in the standby region. */
  readonly heartbeatAge: Known<number>;
}

/** Where an environment's failover stands at one moment. */
export interface Situation {
  /** ISO 8601 */
  readonly at: string;
  readonly environment: string;
  /** Whether the traffic plane has told the controller what to watch. */
  readonly armed: Known<boolean>;
  readonly controller: Known<ControllerView>;
  /** While the standby is active, nothing takes over from it. */
  readonly protection: "protected" | "UNPROTECTED" | "unknown";
  readonly regions: Readonly<Record<Role, RegionSituation>>;
  /** Route 53's verdict on the primary's endpoint, by DNS. */
  readonly witness: Known<string>;
  /** Whom DNS names as active. */
  readonly role: Known<string>;
  readonly latch: Known<{ readonly epoch: number; readonly set: boolean }>;
}

/** How long one reading may take, in milliseconds. */
const READING_MS = 3000;

const fenceSchema = z.object({ epoch: z.number(), fenced: z.boolean() });
const latchSchema = z.object({ epoch: z.number(), set: z.boolean() });
const heartbeatSchema = z.object({ writtenAt: z.number() });
const healthSchema = z.object({
  status: z.string(),
  reasons: z.array(z.string()).default([]),
  fenced: z.union([z.boolean(), z.literal("unknown")]).optional(),
});

/**
 * Reads everything side by side. Never throws: what cannot be read is unknown, with its reason.
 * @param endpoints Each region's `apiEndpoint`; undefined where its layer is not rolled out.
 */
export async function readSituation(
  access: FailoverAccess,
  topology: Topology,
  endpoints: Readonly<Record<Role, string | undefined>>,
): Promise<Situation> {
  const { names, regions, domain } = topology;
  const stateItem = (key: Readonly<Record<string, unknown>>) =>
    access.item(names.controller.stateTable, key, regions.standby);
  const [targets, controller, latch, witness, role, primary, standby] = await Promise.all([
    reading(async () => (await stateItem(stateItemKeys.targets)) !== undefined),
    reading(async () => (await readControllerState(access, topology)) ?? missing("the controller has not run yet")),
    reading(async () => {
      const item = await stateItem(stateItemKeys.latch);
      return item === undefined ? { epoch: 1, set: false } : latchSchema.parse(item);
    }),
    reading(() => oneText(access, witnessName(domain.failoverName))),
    reading(() => oneText(access, roleName(domain.failoverName))),
    ...roles.map((side) => readRegion(access, topology, side, endpoints[side])),
  ]);
  if (primary === undefined || standby === undefined) throw new Error("a region was not read");
  return {
    at: new Date().toISOString(),
    environment: topology.environment,
    armed: targets,
    controller,
    protection: protectionOf(controller),
    regions: { primary, standby },
    witness,
    role,
    latch,
  };
}

/** The controller's state; undefined before its first tick. @throws Error where it cannot be read or is not understood */
export async function readControllerState(
  access: Pick<FailoverAccess, "item">,
  { names, regions }: Topology,
): Promise<ControllerView | undefined> {
  const item = await access.item(names.controller.stateTable, stateItemKeys.state, regions.standby);
  return item === undefined ? undefined : stateItemSchema.parse(item).state;
}

function protectionOf(controller: Known<ControllerView>): Situation["protection"] {
  if (!controller.known) return "unknown";
  return controller.value.active === "standby" ? "UNPROTECTED" : "protected";
}

async function readRegion(
  access: FailoverAccess,
  { names, regions }: Topology,
  side: Role,
  endpoint: string | undefined,
): Promise<RegionSituation> {
  const region = regions[side];
  const { controlTable } = names.global;
  const [health, ready, fence, heartbeatAge] = await Promise.all([
    reading(() => readHealth(access, endpoint)),
    reading(async () => (await ask(access, endpoint, "ready")).ok),
    reading(async () => {
      const item = await access.item(controlTable, fenceItemKey(region), region);
      return item === undefined ? { epoch: 1, fenced: side === "standby" } : fenceSchema.parse(item);
    }),
    reading(async () => {
      const item = await access.item(controlTable, heartbeatItemKey(region), regions.standby);
      if (item === undefined) return missing("no heartbeat has arrived yet");
      return Math.max(0, Math.round((Date.now() - heartbeatSchema.parse(item).writtenAt) / 1000));
    }),
  ]);
  return { region, health, ready, fence, heartbeatAge };
}

async function readHealth(access: FailoverAccess, endpoint: string | undefined): Promise<string> {
  const response = await ask(access, endpoint, "health");
  const body = healthSchema.safeParse(await response.json().catch(() => undefined));
  if (!body.success) return missing(`/health answered ${response.status} without a verdict`);
  const { status, reasons, fenced } = body.data;
  if (status === "healthy") return "healthy";
  const isFenceAlone = fenced === true && reasons.length === 1;
  return isFenceAlone ? "fenced" : `unhealthy: ${reasons.join("; ")}`;
}

function ask(access: FailoverAccess, endpoint: string | undefined, path: string): Promise<Response> {
  if (endpoint === undefined) return missing("it is not rolled out");
  return access.call(`${endpoint}/${path}`, { signal: AbortSignal.timeout(READING_MS) });
}

async function oneText(access: FailoverAccess, name: string): Promise<string> {
  const [text] = await access.texts(name);
  return text ?? missing(`${name} has no text`);
}

/** A reading with its reason in place of an error, in bounded time. */
async function reading<Value>(read: () => Promise<Value>): Promise<Known<Value>> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${READING_MS} ms`)), READING_MS);
  try {
    return { known: true, value: await Promise.race([read(), late.promise]) };
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function missing(why: string): never {
  throw new Error(why);
}
