import type { DBCluster, GlobalCluster } from "@aws-sdk/client-rds";
import type { Properties } from "../../entry.ts";
import { present } from "../properties.ts";
import { tagOutputs, tagsFromList } from "../tags.ts";
import { whereAsked } from "./shared.ts";

/** What RDS says of a cluster and of the global cluster that it belongs to. */
export interface SeenCluster {
  readonly cluster: DBCluster;
  readonly global: GlobalCluster | undefined;
}

/** A cluster as the entry's read reports it. */
export function clusterProperties({ cluster, global }: SeenCluster, known: Properties): Properties {
  return present({
    arn: cluster.DBClusterArn,
    backupRetentionPeriod: cluster.BackupRetentionPeriod,
    clusterIdentifier: cluster.DBClusterIdentifier,
    clusterMembers: (cluster.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier: id }) => id ?? []),
    clusterResourceId: cluster.DbClusterResourceId,
    copyTagsToSnapshot: cluster.CopyTagsToSnapshot,
    deletionProtection: cluster.DeletionProtection,
    endpoint: cluster.Endpoint,
    engine: cluster.Engine,
    engineVersionActual: cluster.EngineVersion,
    globalClusterIdentifier: cluster.GlobalClusterIdentifier,
    hostedZoneId: cluster.HostedZoneId,
    iamDatabaseAuthenticationEnabled: cluster.IAMDatabaseAuthenticationEnabled,
    readerEndpoint: cluster.ReaderEndpoint,
    replicationSourceIdentifier: sourceOf({ cluster, global }),
    storageEncrypted: cluster.StorageEncrypted,
    ...tagOutputs(tagsFromList(cluster.TagList)),
    // AWS fills these in where the program says nothing.
    ...whereAsked(known, {
      availabilityZones: cluster.AvailabilityZones,
      databaseName: cluster.DatabaseName,
      dbClusterParameterGroupName: cluster.DBClusterParameterGroup,
      dbSubnetGroupName: cluster.DBSubnetGroup,
      engineVersion: cluster.EngineVersion,
      kmsKeyId: cluster.KmsKeyId || undefined,
      masterUsername: cluster.MasterUsername,
      port: cluster.Port,
      preferredBackupWindow: cluster.PreferredBackupWindow,
      preferredMaintenanceWindow: cluster.PreferredMaintenanceWindow,
      vpcSecurityGroupIds: (cluster.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []),
    }),
  });
}

/**
 * The ARN of the cluster from which a secondary of a global database is copied, which AWS reports for as long as it is
 * one. MiniStack 1.5.33 does not, so it is told from the global cluster's members.
 */
function sourceOf({ cluster, global }: SeenCluster): string | undefined {
  const writer = global?.GlobalClusterMembers?.find(({ IsWriter }) => IsWriter === true)?.DBClusterArn;
  return writer === cluster.DBClusterArn ? undefined : writer;
}
