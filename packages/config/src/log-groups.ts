import type { Names } from "./names-schema.ts";
import type { Role } from "./regions.ts";

/** Where RDS writes the log of a cluster's instances, and makes a group without key and retention if there is none. */
export function databaseLogGroup(clusterId: string): string {
  return `/aws/rds/cluster/${clusterId}/postgresql`;
}

/**
 * Every log group of an environment in one of its regions. Lambda and RDS make theirs anew, without tags, for what is
 * written after the group has been deleted.
 */
export function logGroupsOf(names: Names, role: Role): readonly string[] {
  const { controller, [role]: regional } = names;
  const { processorLogGroup, heartbeatLogGroup, healthFunctionLogGroup, lagReaderLogGroup, instanceLogGroup } =
    regional;
  const { databaseCluster } = regional;
  const groups = [
    processorLogGroup,
    heartbeatLogGroup,
    healthFunctionLogGroup,
    lagReaderLogGroup,
    instanceLogGroup,
    ...(databaseCluster === undefined ? [] : [databaseLogGroup(databaseCluster)]),
    ...(role === "standby" ? [controller.logGroup, controller.latchLogGroup] : []),
  ];
  return groups.filter((name) => name !== undefined);
}
