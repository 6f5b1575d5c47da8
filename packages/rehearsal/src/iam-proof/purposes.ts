import type { Topology } from "@tandem/config";

/** What an environment has a role for. Its names differ from profile to profile, what it is for does not. */
export type RolePurpose =
  | "controller"
  | "controller-schedule"
  | "function"
  | "health"
  | "heartbeat"
  | "heartbeat-schedule"
  | "instance"
  | "lag-reader"
  | "lag-reader-schedule"
  | "latch"
  | "recovery"
  | "replication";

/** What each role of an environment is for, by its physical name. */
export function purposesOf({ names }: Pick<Topology, "names">): ReadonlyMap<string, RolePurpose> {
  const regional = [names.primary, names.standby].flatMap((region): [string | undefined, RolePurpose][] => [
    [region.processorRole, "function"],
    [region.instanceRole, "instance"],
    [region.healthFunctionRole, "health"],
    [region.heartbeatRole, "heartbeat"],
    [region.heartbeatScheduleRole, "heartbeat-schedule"],
    [region.lagReaderRole, "lag-reader"],
    [region.lagReaderScheduleRole, "lag-reader-schedule"],
  ]);
  return new Map<string, RolePurpose>([
    ...regional.filter((entry): entry is [string, RolePurpose] => entry[0] !== undefined),
    [names.controller.role, "controller"],
    [names.controller.scheduleRole, "controller-schedule"],
    [names.controller.latchRole, "latch"],
    [names.global.recoveryRole, "recovery"],
    [names.global.replicationRole, "replication"],
  ]);
}

/** The same said of several kinds of roles. */
export function forRoles<Said>(
  roles: readonly RolePurpose[],
  said: Said,
): readonly (Said & { readonly role: RolePurpose })[] {
  return roles.map((role) => ({ role, ...said }));
}
