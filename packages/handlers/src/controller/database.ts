import type { HeartbeatAge } from "./assess.ts";
import { isDatabaseMove } from "./guarded.ts";
import type { Tick } from "./intents.ts";
import { alarmIf } from "./metrics.ts";
import type { ControllerAlarm } from "./metrics.ts";
import { otherSide, valueOf } from "./readings.ts";
import type { Side } from "./readings.ts";
import type { ControllerState } from "./state.ts";

/** What is known of the active side's database beside what its API says. */
export type DataStanding = "alive" | "dead" | "unknown";

/** Whether the database of the active side lives; undefined where there is none. */
export function dataStanding(
  { active }: Pick<ControllerState, "active">,
  heartbeat: HeartbeatAge,
  { observations, now, settings }: Tick,
): DataStanding | undefined {
  const { database } = observations;
  if (database === undefined) return undefined;
  const roles = valueOf(database.roles, now, settings.readingMaxAgeMs);
  // While it moves nobody writes to it, which tells nothing of it.
  if (roles?.movingTo !== undefined) return "unknown";
  // Somebody has moved it: none of it can be lost by following.
  if (roles?.writer === otherSide(active)) return "alive";
  if (heartbeat === "fresh") {
    const silence = valueOf(database.silence, now, settings.readingMaxAgeMs);
    if (silence === undefined) return "unknown";
    if (silence <= settings.databaseBeatFreshMs) return "alive";
    return silence >= settings.heartbeatStaleMs ? "dead" : "unknown";
  }
  // Nothing is heard of the region by DynamoDB; what it writes may still arrive by the database's own replication.
  const lagMs = lagOf({ observations, now, settings });
  return lagMs !== undefined && lagMs <= settings.heartbeatFreshMs ? "alive" : "unknown";
}

/** The passive side's replication lag in milliseconds, as it was read last; undefined where that is unknown or too long ago. */
function lagOf({ observations, now, settings }: Tick): number | undefined {
  const lag = observations.database && valueOf(observations.database.lag, now, settings.readingMaxAgeMs);
  return lag === undefined || now - lag.readAt > settings.lagMaxAgeMs ? undefined : lag.lagMs;
}

/** What may be lost, for the record. */
export function lagReasons(tick: Tick): string[] {
  if (tick.observations.database === undefined) return [];
  const lagMs = lagOf(tick);
  return [lagMs === undefined ? "the replication lag is unknown" : `the replication lag is at most ${lagMs} ms`];
}

/** What keeps a side's cluster from becoming the writer; empty where nothing does, or it is the writer already. */
export function databaseProblems(to: Side, { observations, now, settings }: Tick): string[] {
  const { database } = observations;
  if (database === undefined) return [];
  const roles = valueOf(database.roles, now, settings.readingMaxAgeMs);
  if (roles === undefined) return ["nobody knows where the database's writer is"];
  if (roles.movingTo !== undefined) return [`the database's writer is on its way to ${roles.movingTo}`];
  if (roles.writer === to) return [];
  const cluster = valueOf(database.clusters[to], now, settings.readingMaxAgeMs);
  if (cluster === undefined) return [`nobody knows whether the database cluster of ${to} could be promoted`];
  const problems = [
    cluster.instances === 0 && `the database cluster of ${to} has no instance, and cannot be promoted`,
    cluster.engineVersion !== roles.engineVersion &&
      `the database cluster of ${to} has version ${cluster.engineVersion}, its writer ${roles.engineVersion}`,
  ];
  return problems.filter((problem) => problem !== false);
}

/** What keeps a move without loss from being begun, beside that: it waits until everything has arrived. */
export function lagProblems(tick: Tick): string[] {
  if (tick.observations.database === undefined) return [];
  const lagMs = lagOf(tick);
  if (lagMs === undefined) return ["the replication lag is unknown"];
  return lagMs > tick.settings.lagAlarmMs ? [`the replication lag is ${lagMs} ms`] : [];
}

/** What is to be told of database and compute before it matters, and while it does. */
export function databaseAlarms(state: ControllerState, tick: Tick): ControllerAlarm[] {
  const { observations, now, settings } = tick;
  const { active, operation } = state;
  const intents = operation?.intents ?? [];
  const shortage = operation === undefined && isShort(state, tick);
  const compute = alarmIf(shortage, "compute-short");
  const { database } = observations;
  if (database === undefined) return [...compute];
  const roles = valueOf(database.roles, now, settings.readingMaxAgeMs);
  const cluster = valueOf(database.clusters[otherSide(active)], now, settings.readingMaxAgeMs);
  const lagMs = lagOf(tick);
  // After a failover nothing is promised: the old primary's cluster is made anew, in its own time.
  const isProtected = active === "primary";
  const isElsewhere = roles !== undefined && roles.movingTo === undefined && roles.writer !== active;
  const isOther = cluster !== undefined && roles !== undefined && cluster.engineVersion !== roles.engineVersion;
  return [
    ...compute,
    ...alarmIf(
      intents.some(({ change, calls }) => isDatabaseMove(change) && calls > 1),
      "promotion-failed",
    ),
    ...alarmIf(operation === undefined && isElsewhere, "database-elsewhere"),
    ...alarmIf(roles === undefined || (isProtected && cluster === undefined), "database-unknown"),
    ...alarmIf(isProtected && cluster?.instances === 0, "database-headless"),
    ...alarmIf(isProtected && (isOther || isPatchedApart(tick)), "database-version-mismatch"),
    ...alarmIf(isProtected && lagMs === undefined, "lag-unknown"),
    ...alarmIf(isProtected && lagMs !== undefined && lagMs > settings.lagAlarmMs, "replication-lag"),
  ];
}

/**
 * Whether the patch levels are known and differ. AWS moves a writer between those of some minor versions and not of others,
 * so it is told, and holds nothing.
 */
function isPatchedApart({ observations, now, settings }: Tick): boolean {
  const versions = observations.database?.auroraVersions;
  const of = (side: Side) => versions && valueOf(versions[side], now, settings.readingMaxAgeMs);
  const [primary, standby] = [of("primary"), of("standby")];
  return primary !== undefined && standby !== undefined && primary !== standby;
}

/** Less than it is to have serves the active side, after it took over. */
function isShort({ active }: ControllerState, { observations, now, settings }: Tick): boolean {
  const capacity = observations.compute && valueOf(observations.compute[active], now, settings.readingMaxAgeMs);
  return active === "standby" && capacity !== undefined && capacity.serving < capacity.wanted;
}

/** Each side's capacity on a good day, with what was read now. */
export function rememberCapacities(state: ControllerState, { observations, now, settings }: Tick) {
  const { compute } = observations;
  if (compute === undefined || state.active !== "primary" || state.operation !== undefined) return {};
  const seen = (side: Side) => {
    const value = valueOf(compute[side], now, settings.readingMaxAgeMs);
    const { least, wanted, most } = value ?? state.capacities?.[side] ?? {};
    return least === undefined || wanted === undefined || most === undefined ? {} : { [side]: { least, wanted, most } };
  };
  return { capacities: { ...seen("primary"), ...seen("standby") } };
}
