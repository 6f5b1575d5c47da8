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
  /**
   * Makes sure that the region's database takes writes; throws where it does not. Asked where the region is not fenced: of a
   * fenced one nothing else is expected.
   * @default the workload's probe says all there is to say
   */
  readonly probeWrites?: (signal: AbortSignal) => Promise<void>;
  /**
   * Reads trading data as clients get it; throws where there is none that is valid. Bodies then say of it, right after the
   * status, `"market":"valid"`.
   * @default bodies say nothing of a market
   */
  readonly readMarket?: (signal: AbortSignal) => Promise<void>;
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
  readonly writes: Error | undefined;
  /** `none`: there is no market here. */
  readonly market: Error | "valid" | "none";
}

/**
 * Deep health of one region, by its stores. The documents bucket is no part of it: a payment is taken without it, its
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
    const market = marketField(observation);
    // Status and market come first: Route 53 looks for `"status":"healthy","market":"valid"` in the first 5,120 bytes.
    return reasons.length === 0
      ? { status: 200, body: { status: good, ...market, ...standing } }
      : { status: 503, body: { status: bad, ...market, reasons, ...standing } };
  };

  return {
    health: async () => {
      const observation = await observe();
      const reasons = [
        ...fencedReasons(observation.fence),
        ...storeReasons(observation),
        ...writesReasons(observation),
      ];
      return reply("healthy", "unhealthy", observation, reasons);
    },
    ready: async () => {
      const observation = await observe();
      return reply("ready", "unready", observation, storeReasons(observation));
    },
  };
}

async function readStores(ports: HealthPorts): Promise<Observation> {
  const { fence, probeWorkload, probeWrites, readMarket, log } = ports;
  const signal = AbortSignal.timeout(healthReadingMs);
  const failureOf = (call: Promise<void> | undefined): Promise<Error | undefined> =>
    call === undefined ? Promise.resolve(undefined) : within(signal, call).then(() => undefined, asError);
  const read = within(signal, fence.read(signal)).catch((error: unknown) => ({
    known: false as const,
    error: asError(error),
  }));
  // A refused write drops connections, which a standby would do for ever.
  const writing = read.then((state) => (isFenced(state) ? undefined : failureOf(probeWrites?.(signal))));
  const [reading, workload, writes, market] = await Promise.all([
    read,
    failureOf(probeWorkload(signal)),
    writing,
    failureOf(readMarket?.(signal)),
  ]);
  if (!reading.known) log.warn("the control table cannot be read", reading.error);
  if (workload !== undefined) log.warn("the workload table cannot be read", workload);
  if (market !== undefined) log.warn("there is no valid trading data", market);
  return { fence: reading, workload, writes, market: readMarket === undefined ? "none" : (market ?? "valid") };
}

function marketField({ market }: Observation): { readonly market?: "valid" | "invalid" } {
  return market === "none" ? {} : { market: market === "valid" ? "valid" : "invalid" };
}

/** What a body says of the fence, for programs; no epoch is claimed that could not be read. */
function fenceFields(fence: FenceReading): { readonly fenced: boolean | "unknown"; readonly epoch?: number } {
  return fence.known ? { fenced: fence.fenced, epoch: fence.epoch } : { fenced: "unknown" };
}

function fencedReasons(fence: FenceReading): string[] {
  return fence.known && fence.fenced ? [`the region is fenced at epoch ${fence.epoch}`] : [];
}

/** Only the error's name: its message may name accounts and tables, and anyone may read this. */
function storeReasons({ fence, workload, market }: Observation): string[] {
  return [
    ...(fence.known ? [] : [`the control table does not answer: ${fence.error.name}`]),
    ...(workload === undefined ? [] : [`the workload table does not answer: ${workload.name}`]),
    ...(market instanceof Error ? [`there is no valid trading data: ${market.name}`] : []),
  ];
}

function writesReasons({ writes }: Observation): string[] {
  return writes === undefined ? [] : [`the database takes no writes: ${writes.name}`];
}

/** Its database may be a standby, and takes no writes by right. */
function isFenced(fence: FenceReading): boolean {
  return fence.known && fence.fenced;
}
