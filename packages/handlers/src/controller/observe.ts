import type { ComputeTargets, DatabaseTargets, Targets } from "@tandem/config/control";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";
import type {
  CapacityValue,
  ClusterValue,
  DatabaseObservations,
  DatabaseRoles,
  FenceValue,
  LagValue,
  LatchValue,
  LostTailValue,
  Observations,
  OperatorRequest,
  ProbeValue,
  Reading,
  Side,
} from "./readings.ts";
import { otherSide } from "./readings.ts";
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
  /** @default this controller knows of no database */
  readonly database?: DatabaseSources;
  /** @default this controller knows of nothing to grow */
  readonly compute?: (of: ComputeTargets, side: Side, signal: AbortSignal) => Promise<CapacityValue>;
}

/** What is read of a global database. Each throws when it cannot tell. */
export interface DatabaseSources {
  readonly roles: (of: DatabaseTargets, signal: AbortSignal) => Promise<DatabaseRoles>;
  readonly cluster: (of: DatabaseTargets, side: Side, signal: AbortSignal) => Promise<ClusterValue>;
  /** How far a side's copy is behind the other's. */
  readonly lag: (side: Side, signal: AbortSignal) => Promise<LagValue>;
  /** Aurora's version with its patch level, as a side's lag reader has left it; undefined where it knows none. */
  readonly auroraVersion: (side: Side, signal: AbortSignal) => Promise<string | undefined>;
  /** For how long the primary had not reached its database when it wrote its last heartbeat that arrived here. */
  readonly silence: (signal: AbortSignal) => Promise<number>;
  /** What a side's cluster had not replicated when it was left, then or later. */
  readonly lostTail: (
    of: DatabaseTargets,
    left: { readonly side: Side; readonly since: number },
    signal: AbortSignal,
  ) => Promise<LostTailValue | "none">;
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
  targets: Targets,
  { active, operation, lostTail }: Pick<ControllerState, "active" | "operation" | "lostTail">,
): Promise<Omit<Observations, "lease">> {
  const { primaryHealthUrl, standbyReadyUrl } = targets;
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
  const database = async (): Promise<DatabaseObservations | undefined> => {
    const { database: of } = targets;
    const { database: from } = sources;
    if (of === undefined || from === undefined) return undefined;
    const tail = async (): Promise<DatabaseObservations["lostTail"]> => {
      if (lostTail === undefined || lostTail.keptAs !== undefined) return { known: false, why: "nothing is lost" };
      return await reading(readingMs, (signal) => from.lostTail(of, lostTail, signal));
    };
    const [roles, clusters, lag, auroraVersions, silence, found] = await Promise.all([
      reading(readingMs, (signal) => from.roles(of, signal)),
      sides((side) => reading(readingMs, (signal) => from.cluster(of, side, signal))),
      reading(readingMs, (signal) => from.lag(otherSide(active), signal)),
      sides((side) => reading(readingMs, (signal) => from.auroraVersion(side, signal))),
      reading(readingMs, from.silence),
      tail(),
    ]);
    return { roles, clusters, lag, auroraVersions, silence, lostTail: found };
  };
  const compute = async (): Promise<Observations["compute"]> => {
    const { compute: of } = targets;
    const { compute: read } = sources;
    if (of === undefined || read === undefined) return undefined;
    return await sides((side) => reading(readingMs, (signal) => read(of, side, signal)));
  };

  const [probe, control, heartbeats, verdict, standbyReady, fences, latch, markers, role, asked, data, grown] =
    await Promise.all([
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
      database(),
      compute(),
    ]);
  return {
    probe,
    control,
    heartbeats,
    verdict,
    standbyReady,
    fences,
    latch,
    markers,
    role,
    request: asked,
    ...(data === undefined ? {} : { database: data }),
    ...(grown === undefined ? {} : { compute: grown }),
  };
}
