import type { Names } from "./names-schema.ts";
import type { Role } from "./regions.ts";

/** Where RDS writes the log of a cluster's instances, and makes a group without key and retention if there is none. */
export function databaseLogGroup(clusterId: string): string {
  return `/aws/rds/cluster/${clusterId}/postgresql`;
}

/** What has a log group in a region, where it is there at all: functions, and instances. */
const regionalLogGroups = [
  "processorLogGroup",
  "heartbeatLogGroup",
  "healthFunctionLogGroup",
  "lagReaderLogGroup",
  "instanceLogGroup",
] as const;
export type RegionalLogGroup = (typeof regionalLogGroups)[number];

/** Those that an environment has in a region. */
export function regionalLogGroupsOf(names: Pick<Names, Role>, role: Role): readonly RegionalLogGroup[] {
  return regionalLogGroups.filter((logGroup) => names[role][logGroup] !== undefined);
}

/**
 * Every log group of an environment in one of its regions. Lambda and RDS make theirs anew, without tags, for what is
 * written after the group has been deleted.
 */
export function logGroupsOf(names: Names, role: Role): readonly string[] {
  const { controller, [role]: regional } = names;
  const { databaseCluster } = regional;
  const groups = [
    ...regionalLogGroupsOf(names, role).map((logGroup) => regional[logGroup]),
    ...(databaseCluster === undefined ? [] : [databaseLogGroup(databaseCluster)]),
    ...(role === "standby" ? [controller.logGroup, controller.latchLogGroup] : []),
  ];
  return groups.filter((name) => name !== undefined);
}
