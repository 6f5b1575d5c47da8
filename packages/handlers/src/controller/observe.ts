import type { Targets } from "@tandem/config/control";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";
import type { FenceValue, LatchValue, Observations, OperatorRequest, ProbeValue, Reading, Side } from "./readings.ts";
import type { ControllerState } from "./state.ts";

/** How long a reading over HTTP or of a store may take, in milliseconds: a tick of 2 s has to end. */
export const readingMs = 1500;

/** How long a reading over DNS may take, in milliseconds. */
export const dnsReadingMs = 2000;

/** Everything that is read. Each throws when it cannot tell. */
export interface Sources {
  readonly probe: (url: string, signal: AbortSignal) => Promise<ProbeValue>;
  readonly control: (signal: AbortSignal) => Promise<"up">;
  readonly ready: (url: string, signal: AbortSignal) => Promise<boolean>;
  readonly verdict: () => Promise<"up" | "down">;
  readonly role: () => Promise<Side>;
  readonly heartbeat: (side: Side, signal: AbortSignal) => Promise<number>;
  readonly fence: (side: Side, signal: AbortSignal) => Promise<FenceValue>;
  readonly latch: (signal: AbortSignal) => Promise<LatchValue>;
  /** The highest epoch whose markers of `from` have arrived in the other region. */
  readonly arrived: (from: Side, signal: AbortSignal) => Promise<number>;
  readonly request: (signal: AbortSignal) => Promise<OperatorRequest | undefined>;
}

export interface ObservePorts {
  readonly sources: Sources;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Reads everything that `decide` looks at, side by side, each reading within its time and with the time at which it began.
 * It never throws: what cannot be told is unknown. Markers are read while an operation waits for them.
 */
export async function observe(
  { sources, now, log }: ObservePorts,
  { primaryHealthUrl, standbyReadyUrl }: Targets,
  { operation }: Pick<ControllerState, "operation">,
): Promise<Omit<Observations, "lease">> {
  const reading = async <Value>(ms: number, read: (signal: AbortSignal) => Promise<Value>): Promise<Reading<Value>> => {
    // The age counts from before the call: what is read may change while the answer is on its way.
    const at = now();
    try {
      return { known: true, value: await bounded(ms, read), at };
    } catch (error) {
      return { known: false, why: asError(error).message };
    }
  };
  /** For those of which no answer tells something as well. */
  const answer = async <Value>(silence: Value, read: (signal: AbortSignal) => Promise<Value>) => {
    const at = now();
    const told = await reading(readingMs, read);
    return told.known ? told : ({ known: true, value: silence, at } as const);
  };
  const sides = async <Value>(read: (side: Side) => Promise<Reading<Value>>) => {
    const [primary, standby] = await Promise.all([read("primary"), read("standby")]);
    return { primary, standby };
  };
  const request = async () => {
    try {
      return await bounded(readingMs, sources.request);
    } catch (error) {
      log.warn("the request cannot be read", asError(error));
      return undefined;
    }
  };
  const markersIn = async (side: Side): Promise<Reading<number>> => {
    if (operation?.step !== "drain" || operation.to !== side) return { known: false, why: "nothing waits for it" };
    return await reading(readingMs, (signal) => sources.arrived(operation.from, signal));
  };

  const [probe, control, heartbeats, verdict, standbyReady, fences, latch, markers, role, asked] = await Promise.all([
    answer<ProbeValue>("down", (signal) => sources.probe(primaryHealthUrl, signal)),
    answer<"up" | "down">("down", sources.control),
    sides((side) => reading(readingMs, (signal) => sources.heartbeat(side, signal))),
    reading(dnsReadingMs, sources.verdict),
    reading(readingMs, (signal) => sources.ready(standbyReadyUrl, signal)),
    sides((side) => reading(readingMs, (signal) => sources.fence(side, signal))),
    reading(readingMs, sources.latch),
    sides(markersIn),
    reading(dnsReadingMs, sources.role),
    request(),
  ]);
  return { probe, control, heartbeats, verdict, standbyReady, fences, latch, markers, role, request: asked };
}
