import type { FailoverSettings } from "@tandem/config/failover";
import { dataStanding } from "./database.ts";
import type { DataStanding } from "./database.ts";
import { alarmIf } from "./metrics.ts";
import type { ControllerAlarm } from "./metrics.ts";
import { valueOf } from "./readings.ts";
import type { Observations, ProbeValue, Reading } from "./readings.ts";
import type { ControllerState } from "./state.ts";

/** How old a region's last heartbeat is. Between fresh and stale it is `aging`, and decides nothing. */
export type HeartbeatAge = "fresh" | "aging" | "stale" | "unknown";

/** What the witnesses say of the primary, each unknown where nothing can be said. */
export interface Witnesses {
  readonly verdict: "up" | "down" | "unknown";
  readonly probe: ProbeValue | "unknown";
  readonly heartbeat: HeartbeatAge;
  /** Absent where there is no global database. */
  readonly data?: DataStanding | undefined;
}

export type Finding = "none" | "disaster" | "api-dead";

/** One tick's view of the primary, before anything is counted. */
export interface Assessment {
  readonly witnesses: Witnesses;
  readonly finding: Finding;
  /** Whether its stores alone are down, be it tolerated or not. */
  readonly databaseDown: boolean;
  /** Alarms that this view calls for. */
  readonly alarms: readonly ControllerAlarm[];
  /** Why, for the record. */
  readonly reasons: readonly string[];
}

export function heartbeatAge(reading: Reading<number>, now: number, settings: FailoverSettings): HeartbeatAge {
  const writtenAt = valueOf(reading, now, settings.readingMaxAgeMs);
  // A time that lies ahead was told by a wrong clock.
  if (writtenAt === undefined || writtenAt > now) return "unknown";
  const age = now - writtenAt;
  if (age <= settings.heartbeatFreshMs) return "fresh";
  return age < settings.heartbeatStaleMs ? "aging" : "stale";
}

export function witnessesOf(
  observations: Observations,
  { active, verdictIsOurs }: Pick<ControllerState, "active" | "verdictIsOurs">,
  now: number,
  settings: FailoverSettings,
): Witnesses {
  const { probe, control, heartbeats, verdict } = observations;
  const heartbeat = heartbeatAge(heartbeats.primary, now, settings);
  const seen = valueOf(probe, now, settings.readingMaxAgeMs) ?? "unknown";
  const controlled = valueOf(control, now, settings.readingMaxAgeMs) === "up";
  const told = valueOf(verdict, now, settings.readingMaxAgeMs) ?? "unknown";
  return {
    // An answer came through, whatever a third region says; no answer tells of the primary only if that one answers.
    probe: seen === "down" && !controlled ? "unknown" : seen,
    heartbeat,
    data: dataStanding({ active }, heartbeat, { observations, now, settings }),
    verdict: told === "down" && verdictIsOurs ? "unknown" : told,
  };
}

/** Judges the primary by its witnesses. Nothing is found without Route 53's verdict `down`. */
export function assess(
  witnesses: Witnesses,
  databaseDownForMs: number | undefined,
  settings: FailoverSettings,
): Assessment {
  const { verdict, probe, heartbeat, data } = witnesses;
  const told = data === undefined ? [] : [`database ${data}`];
  const reasons = [`verdict ${verdict}`, `probe ${probe}`, `heartbeat ${heartbeat}`, ...told];
  const databaseDown = probe === "data-down" || (data === "dead" && probe !== "up");
  const judged = (finding: Finding, alarms: readonly ControllerAlarm[], ...more: string[]): Assessment => ({
    witnesses,
    finding,
    databaseDown,
    alarms: [...alarmIf(databaseDown, "database-down"), ...alarms],
    reasons: [...reasons, ...more],
  });

  if (verdict !== "down") return judged("none", quietAlarms(witnesses));
  if (probe === "up") return judged("none", ["witnesses-disagree"], "the primary answers here");
  if (databaseDown && (databaseDownForMs ?? 0) < settings.databaseToleranceMs) {
    return judged("none", [], `the stores have been down for ${databaseDownForMs ?? 0} ms, which is tolerated`);
  }
  switch (heartbeat) {
    case "stale":
      // A region that tells of its fence is alive, and so is its data.
      if (probe === "fenced") return judged("none", ["witnesses-disagree"], "a fenced primary answers here");
      if (data === "alive") return judged("api-dead", [], "the database is alive: what it writes arrives here");
      return judged("disaster", [], "data loss is allowed: the verdict is down and the heartbeat is stale");
    case "fresh":
      if (data === "dead") {
        if (probe === "fenced") return judged("none", ["witnesses-disagree"], "a fenced primary answers here");
        return judged(
          "disaster",
          [],
          "data loss is allowed: the verdict is down and the database is out of reach there",
        );
      }
      if (data === "unknown") {
        return judged("none", ["database-unknown"], "nothing tells whether the database is alive");
      }
      return judged("api-dead", [], "the data is alive: the heartbeat is fresh");
    case "aging":
      return judged("none", [], "the heartbeat is neither fresh nor stale yet");
    case "unknown":
      return judged("none", ["heartbeat-unknown"], "without a heartbeat nothing tells whether the data is alive");
  }
}

/** What is worth an alarm while Route 53 does not say `down`. */
function quietAlarms({ verdict, probe, heartbeat }: Witnesses): ControllerAlarm[] {
  return [
    ...alarmIf(verdict === "unknown", "verdict-unknown"),
    ...alarmIf(probe === "unknown", "probe-unknown"),
    ...alarmIf(probe === "down", "primary-unreachable"),
    ...alarmIf(probe === "fenced", "primary-fenced"),
    ...alarmIf(heartbeat === "stale", "heartbeat-stale"),
    ...alarmIf(heartbeat === "unknown", "heartbeat-unknown"),
  ];
}

/**
 * Whether all of the primary's region seems lost: nobody answers there, nothing is written there, and Route 53's checkers say the
 * same. Once the primary was left, their verdict follows the latch, and says nothing more of the region.
 */
export function isOutage(
  { verdict, probe, heartbeat }: Witnesses,
  { active }: Pick<ControllerState, "active">,
): boolean {
  const isTold = active === "primary" ? verdict === "down" : verdict !== "up";
  return isTold && probe === "down" && heartbeat === "stale";
}

/** Whether any witness of the primary is not as it is on a good day. */
export function isTroubled({ verdict, probe, heartbeat }: Witnesses): boolean {
  return verdict !== "up" || probe !== "up" || heartbeat !== "fresh";
}
