/** What the controller counts, in CloudWatch. Each metric has one dimension, which tells one controller from all others. */
export const controllerMetrics = {
  namespace: "Tandem",
  /** 1 for each tick that was seen through, 0 for each that failed. None means that nobody watches. */
  ticks: "ControllerTicks",
  /** 1 for each message that a region's topic did not take. */
  undelivered: "ControllerUndelivered",
  /**
   * 1 at each tick at which the alarm is raised, and 0 once it is cleared.
   * @param name One of {@link controllerAlarms}, or one that a state of an older version has raised
   */
  alarm: (name: string) => `Alarm.${name}`,
  /** @param functionName Physical name of the controller's function; no other function of its account and region has it. */
  dimensions: (functionName: string) => ({ service: functionName }),
} as const;

/** Every alarm that the controller can raise. */
export const controllerAlarms = [
  "compute-short",
  "database-down",
  "database-elsewhere",
  "database-headless",
  "database-unknown",
  "database-version-mismatch",
  "failover-held",
  "heartbeat-stale",
  "heartbeat-unknown",
  "lag-unknown",
  "latch-lost",
  "latch-unexpected",
  "operation-overdue",
  "primary-fenced",
  "primary-unreachable",
  "probe-unknown",
  "promotion-failed",
  "regional-outage",
  "replication-lag",
  "rolled-back",
  "standby-not-ready",
  "tail-not-kept",
  "unprotected",
  "verdict-unknown",
  "witnesses-disagree",
] as const;

export type ControllerAlarm = (typeof controllerAlarms)[number];

/** The alarm, where it is to be raised. */
export function alarmIf(isRaised: boolean, name: ControllerAlarm): readonly ControllerAlarm[] {
  return isRaised ? [name] : [];
}
