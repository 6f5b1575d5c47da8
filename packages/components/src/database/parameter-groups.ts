import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseMemberArgs } from "./database-member.ts";
import { requireGlobalRpo } from "./engine.ts";

/** A member's own parameters, which it keeps when it is promoted. */
export interface ParameterGroups {
  readonly clusterParameterGroup: aws.rds.ClusterParameterGroup;
  readonly instanceParameterGroup: aws.rds.ParameterGroup;
}

/** Statements that take longer are logged, milliseconds. */
const slowStatementMs = 1000;

/**
 * The parameter groups of one member. `rds.force_ssl` is one of the cluster's in Aurora PostgreSQL, as is
 * `rds.global_db_rpo`; source: "Amazon Aurora PostgreSQL parameters".
 */
export function createParameterGroups(
  name: string,
  args: DatabaseMemberArgs,
  opts: pulumi.CustomResourceOptions,
): ParameterGroups {
  const { topology, names, parameterGroupFamily: family, first } = args;
  const where = topology.regions[args.role];
  const rpo = first?.globalRpoSeconds;
  // A value that is the family's default anyhow is reported as pending a reboot: so said, it is no drift.
  const tlsOnly = { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" };
  return {
    clusterParameterGroup: new aws.rds.ClusterParameterGroup(
      name,
      {
        name: names.clusterParameterGroup.name,
        family,
        description: `database cluster in ${where}`,
        parameters: [
          tlsOnly,
          ...(rpo === undefined
            ? []
            : [{ name: "rds.global_db_rpo", value: String(requireGlobalRpo(rpo)), applyMethod: "immediate" }]),
        ],
        tags: { ...topology.tags, Name: names.clusterParameterGroup.fullName },
      },
      opts,
    ),
    instanceParameterGroup: new aws.rds.ParameterGroup(
      name,
      {
        name: names.instanceParameterGroup.name,
        family,
        description: `database instances in ${where}`,
        parameters: [{ name: "log_min_duration_statement", value: String(slowStatementMs), applyMethod: "immediate" }],
        tags: { ...topology.tags, Name: names.instanceParameterGroup.fullName },
      },
      opts,
    ),
  };
}
