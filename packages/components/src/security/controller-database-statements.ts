import type * as pulumi from "@pulumi/pulumi";
import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { keptTailPrefix, lostTailPrefix } from "@tandem/config/lost-tail";
import { replicationLagItemKey } from "@tandem/config/replication-lag";
import { controllerDatabasePermissions } from "@tandem/handlers";
import { databaseClusterArn, databaseClusterId, globalClusterArn, rdsArns, tableArn } from "../arns.ts";
import { itemsOf } from "../policy.ts";
import type { Statement } from "../policy.ts";

/**
 * What the failover controller may do with a database: see where its writer is and move it, and keep what a failover has lost.
 * Nothing where there is no database.
 */
export function controllerDatabaseStatements(
  topology: Topology,
  keyArns: Readonly<Record<Role, pulumi.Input<string>>>,
): readonly Statement<pulumi.Input<string>>[] {
  if (topology.database === undefined) return [];
  const { regions } = topology;
  const clusters = roles.map((role) => databaseClusterArn(topology, role));
  const kept = roles.map((role) =>
    rdsArns(topology, role, "cluster-snapshot", `${keptTailPrefix(databaseClusterId(topology, role))}*`),
  );
  return [
    {
      Sid: "Lag",
      Effect: "Allow",
      Action: controllerDatabasePermissions.replicationLag,
      Resource: tableArn(topology, "controlTable", "standby"),
      Condition: itemsOf(roles.map((role) => replicationLagItemKey(regions[role]).pk)),
    },
    {
      Sid: "GlobalCluster",
      Effect: "Allow",
      Action: controllerDatabasePermissions.globalCluster,
      Resource: [globalClusterArn(topology), ...clusters],
    },
    { Sid: "Clusters", Effect: "Allow", Action: controllerDatabasePermissions.clusters, Resource: clusters },
    {
      Sid: "Instances",
      Effect: "Allow",
      Action: controllerDatabasePermissions.instances,
      // A list has no resource of its own: IAM takes it for one of every instance.
      Resource: roles.map((role) => rdsArns(topology, role, "db", "*")),
    },
    {
      Sid: "Snapshots",
      Effect: "Allow",
      Action: controllerDatabasePermissions.snapshots,
      // As with instances.
      Resource: [...clusters, ...roles.map((role) => rdsArns(topology, role, "cluster-snapshot", "*"))],
    },
    {
      Sid: "LostTail",
      Effect: "Allow",
      Action: controllerDatabasePermissions.lostTail,
      Resource: [...roles.map((role) => rdsArns(topology, role, "cluster-snapshot", `${lostTailPrefix}*`)), ...kept],
    },
    { Sid: "KeptTail", Effect: "Allow", Action: controllerDatabasePermissions.keptTail, Resource: kept },
    {
      Sid: "SnapshotKey",
      Effect: "Allow",
      Action: controllerDatabasePermissions.snapshotKey,
      Resource: roles.map((role) => keyArns[role]),
      Condition: { StringEquals: { "kms:ViaService": roles.map((role) => `rds.${regions[role]}.amazonaws.com`) } },
    },
  ];
}
