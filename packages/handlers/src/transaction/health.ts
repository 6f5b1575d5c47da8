import { isFresh } from "../common/age.ts";
import type { Now } from "../common/age.ts";
import { asError } from "../common/errors.ts";
import type { Fence, FenceReading } from "./fence.ts";
import type { Log } from "../common/log.ts";
import { within } from "../common/within.ts";
import type { Reply } from "./reply.ts";

/** How long one set of readings serves, in milliseconds: Route 53's checkers together send several requests a second. */
export const healthMaxAgeMs = 2000;

/** How long a reading may take, in milliseconds. Route 53 gives up on an answer after 2 s, its way here included. */
const healthReadingMs = 1200;

export interface HealthPorts {
  readonly fence: Fence;
  /** Reads the workload table; throws when it does not answer. */
  readonly probeWorkload: (signal: AbortSignal) => Promise<void>;
  readonly now: Now;
  readonly log: Log;
  /** Part of every body. */
  readonly identity: { readonly service: string; readonly environment: string; readonly region: string };
}

export interface Health {
  /** `/health`: the region serves now. 200 only when it is not fenced and its stores answer. */
  readonly health: () => Promise<Reply>;
  /** `/ready`: the region could serve once promoted. 200 only when its stores answer; a fence does not matter. */
  readonly ready: () => Promise<Reply>;
}

interface Observation {
  readonly fence: FenceReading;
  readonly workload: Error | undefined;
}

/**
 * Deep health of one region, by its tables. The documents bucket is no part of it: a payment is taken without it, its
 * document waits, and a failover for want of documents would cost more than it gives. Failures become
 * reasons, never a throw; what is unknown is never healthy.
 */
export function createHealth(ports: HealthPorts): Health {
  let kept: { readonly observation: Promise<Observation>; readonly at: number } | undefined;

  const observe = (): Promise<Observation> => {
    const at = ports.now();
    if (kept === undefined || !isFresh(kept.at, at, healthMaxAgeMs)) {
      kept = { observation: readStores(ports), at };
    }
    return kept.observation;
  };
  const reply = (good: string, bad: string, observation: Observation, reasons: string[]): Reply => {
    const standing = { ...ports.identity, ...fenceFields(observation.fence) };
    // `status` comes first: Route 53 looks for `"status":"healthy"` in the first 5,120 bytes of the body.
    return reasons.length === 0
      ? { status: 200, body: { status: good, ...standing } }
      : { status: 503, body: { status: bad, reasons, ...standing } };
  };

  return {
    health: async () => {
      const observation = await observe();
      const reasons = [...fencedReasons(observation.fence), ...storeReasons(observation)];
      return reply("healthy", "unhealthy", observation, reasons);
    },
    ready: async () => {
      const observation = await observe();
      return reply("ready", "unready", observation, storeReasons(observation));
    },
  };
}

async function readStores({ fence, probeWorkload, log }: HealthPorts): Promise<Observation> {
  const signal = AbortSignal.timeout(healthReadingMs);
  const [reading, workload] = await Promise.all([
    within(signal, fence.read(signal)).catch((error: unknown) => ({ known: false as const, error: asError(error) })),
    within(signal, probeWorkload(signal)).then(() => undefined, asError),
  ]);
  if (!reading.known) log.warn("the control table cannot be read", reading.error);
  if (workload !== undefined) log.warn("the workload table cannot be read", workload);
  return { fence: reading, workload };
}

/** What a body says of the fence, for programs; no epoch is claimed that could not be read. */
function fenceFields(fence: FenceReading): { readonly fenced: boolean | "unknown"; readonly epoch?: number } {
  return fence.known ? { fenced: fence.fenced, epoch: fence.epoch } : { fenced: "unknown" };
}

function fencedReasons(fence: FenceReading): string[] {
  return fence.known && fence.fenced ? [`the region is fenced at epoch ${fence.epoch}`] : [];
}

/** Only the error's name: its message may name accounts and tables, and anyone may read this. */
function storeReasons({ fence, workload }: Observation): string[] {
  const reasons = fence.known ? [] : [`the control table does not answer: ${fence.error.name}`];
  return workload === undefined ? reasons : [...reasons, `the workload table does not answer: ${workload.name}`];
}
