import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { afterTick } from "../heartbeat/logic.ts";
import type { Clock, Request, TickResult } from "../heartbeat/logic.ts";
import type { CopyReading, Lag, LagReport, ReportLag } from "./lag.ts";

export interface LagReaderPorts {
  readonly region: string;
  /** Reads the region's own copy at its reader endpoint; throws where it cannot tell. */
  readonly readCopy: () => Promise<CopyReading>;
  readonly report: ReportLag;
  /** Tells CloudWatch, at once. */
  readonly publish: (lagSeconds: number) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads every ten seconds how far the region's copy of the database is behind, until a later invocation does, the
 * invocation has lasted, or Lambda's deadline is near. It never throws: what cannot be read is told as unknown, and is no
 * datum of the metric.
 */
export async function readLags(ports: LagReaderPorts, { invocationId, remainingMs }: Request): Promise<void> {
  const { region, clock, log, publish } = ports;
  const invocation = { invocationId, startedAt: clock.now() };
  for (let ticks = 1; ; ticks += 1) {
    // The age counts from before the call.
    const writtenAt = clock.now();
    const lag = await tryRead(ports);
    const result = await tryReport(ports, { region, writtenAt, lag, ...invocation });
    if (lag.known && result !== "superseded") publish(lag.ageMs / 1000);
    const times = { startedAt: invocation.startedAt, now: clock.now(), remainingMs: remainingMs() };
    const next = afterTick(result, times);
    if ("stop" in next) {
      log.info("lag readings end", { because: next.stop, ticks });
      return;
    }
    await clock.sleep(next.sleepMs);
  }
}

async function tryRead({ readCopy, log }: LagReaderPorts): Promise<Lag> {
  try {
    return { known: true, ...(await readCopy()) };
  } catch (thrown) {
    const error = asError(thrown);
    log.warn("the replication lag is unknown", error);
    return { known: false, why: error.message };
  }
}

async function tryReport({ report, log }: LagReaderPorts, reading: LagReport): Promise<TickResult> {
  try {
    return await report(reading);
  } catch (error) {
    log.error("the replication lag could not be left for the controller", asError(error));
    return "failed";
  }
}
