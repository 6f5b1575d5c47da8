import { heartbeatIntervalMs } from "@tandem/config/heartbeat";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import type { Heartbeat, PutEvidence, WriteHeartbeat, WriteHeartbeatRow } from "./heartbeat.ts";

/**
 * How long after its start an invocation ticks, in milliseconds. EventBridge Scheduler starts one every minute, at a
 * precision of a minute: starts may be almost two minutes apart.
 */
export const lastingMs = 150_000;

/**
 * What a tick takes at most, in milliseconds: two attempts at DynamoDB, or at the database beside it, and two at S3, with
 * their time-outs, and as much again.
 */
export const tickReserveMs = 10_000;

/** What became of the heartbeat of one tick. */
export type TickResult = "written" | "failed" | "superseded";

/** What follows a tick: another one after a while, or the end and why. */
export type Next =
  | { readonly sleepMs: number }
  | { readonly stop: "a later invocation writes" | "it has lasted" | "the deadline" };

/**
 * Decides what follows a tick. Ticks keep to multiples of the interval after the start, however long each takes; a failed
 * one changes nothing.
 * @param remainingMs Milliseconds until Lambda ends the invocation
 */
export function afterTick(
  result: TickResult,
  { startedAt, now, remainingMs }: { readonly startedAt: number; readonly now: number; readonly remainingMs: number },
): Next {
  if (result === "superseded") return { stop: "a later invocation writes" };
  const elapsed = Math.max(0, now - startedAt);
  const sleepMs = heartbeatIntervalMs - (elapsed % heartbeatIntervalMs);
  if (elapsed + sleepMs > lastingMs) return { stop: "it has lasted" };
  if (remainingMs < sleepMs + tickReserveMs) return { stop: "the deadline" };
  return { sleepMs };
}

/** The wall clock of the function, in milliseconds since 1970, and a way to wait. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export interface WriterPorts {
  readonly region: string;
  readonly write: WriteHeartbeat;
  readonly putEvidence: PutEvidence;
  /**
   * Where the region has a database: writes a heartbeat there too, and counts it.
   * @default there is no database
   */
  readonly database?: {
    readonly writeRow: WriteHeartbeatRow;
    readonly count: (result: "written" | "failed") => void;
  };
  readonly clock: Clock;
  readonly log: Log;
  /** Counts a tick whose heartbeat was written, or could not be. */
  readonly countHeartbeat: (result: "written" | "failed") => void;
  readonly countEvidenceFailure: () => void;
}

/** What Lambda tells of an invocation. */
export interface Request {
  readonly invocationId: string;
  readonly remainingMs: () => number;
}

/**
 * Writes the region's heartbeat every ten seconds until a later invocation does, the invocation has lasted, or Lambda's
 * deadline is near. The first tick, or the first after it that can, also puts one object into the bucket. It never throws:
 * what fails is logged, counted, and tried again at the next tick.
 */
export async function writeHeartbeats(ports: WriterPorts, { invocationId, remainingMs }: Request): Promise<void> {
  const { clock, log } = ports;
  const invocation = { invocationId, startedAt: clock.now() };
  let evident = false;
  let databaseWrittenAt: number | undefined;
  for (let ticks = 1; ; ticks += 1) {
    const writtenAt = clock.now();
    const heartbeat: Heartbeat = {
      region: ports.region,
      writtenAt,
      ...invocation,
      ...(databaseWrittenAt === undefined ? {} : { databaseWrittenAt }),
    };
    // Side by side: a database that does not answer must not hold up what tells that the region is alive.
    const [result, isRowWritten] = await Promise.all([tick(ports, heartbeat), tryRow(ports)]);
    if (isRowWritten) databaseWrittenAt = writtenAt;
    if (result !== "superseded" && !evident) evident = await tryEvidence(ports, heartbeat);
    const times = { startedAt: invocation.startedAt, now: clock.now(), remainingMs: remainingMs() };
    const next = afterTick(result, times);
    if ("stop" in next) {
      log.info("heartbeats end", { because: next.stop, ticks });
      return;
    }
    await clock.sleep(next.sleepMs);
  }
}

async function tick({ write, log, countHeartbeat }: WriterPorts, heartbeat: Heartbeat): Promise<TickResult> {
  try {
    const result = await write(heartbeat);
    if (result === "written") countHeartbeat(result);
    return result;
  } catch (error) {
    log.error("the heartbeat could not be written", asError(error));
    countHeartbeat("failed");
    return "failed";
  }
}

/** What becomes of it changes nothing for the region's own heartbeat: a database that is down is no region that is. */
async function tryRow({ database, log }: WriterPorts): Promise<boolean> {
  if (database === undefined) return false;
  try {
    if ((await database.writeRow()) === "standby") return false;
    database.count("written");
    return true;
  } catch (error) {
    log.error("the heartbeat could not be written to the database", asError(error));
    database.count("failed");
    return false;
  }
}

async function tryEvidence(
  { putEvidence, log, countEvidenceFailure }: WriterPorts,
  heartbeat: Heartbeat,
): Promise<boolean> {
  try {
    await putEvidence(heartbeat);
    return true;
  } catch (error) {
    log.error("the heartbeat could not be put into the bucket", asError(error));
    countEvidenceFailure();
    return false;
  }
}
