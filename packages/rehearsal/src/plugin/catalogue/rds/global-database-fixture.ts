import { DescribeGlobalClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import type { Properties } from "../../entry.ts";
import type { TestEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { clusterInstance } from "./cluster-instance.ts";
import { cluster } from "./cluster.ts";
import { globalCluster } from "./global-cluster.ts";

export const primaryRegion = "us-east-1";
export const standbyRegion = "us-west-2";

/** The inputs of a global database with a member of one instance in each region, named after it. */
export function globalDatabaseInputs(name: string) {
  const common = { engine: "aurora-postgresql", engineVersion: "16.8" };
  const member = (role: string): Properties => ({
    ...common,
    clusterIdentifier: `${name}-${role}`,
    globalClusterIdentifier: name,
    storageEncrypted: true,
    skipFinalSnapshot: true,
    backupRetentionPeriod: 7,
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: ["postgresql"],
    tags: { "tandem:urn": `${name}-${role}` },
  });
  const instance = (role: string): Properties => ({
    engine: common.engine,
    identifier: `${name}-${role}-1`,
    clusterIdentifier: `${name}-${role}`,
    instanceClass: "db.r6g.large",
  });
  return {
    global: { ...common, globalClusterIdentifier: name, storageEncrypted: true } as Properties,
    primary: {
      ...member("primary"),
      databaseName: "ledger",
      masterUsername: "ledger",
      masterPassword: "not-a-real-one",
    } as Properties,
    standby: { ...member("standby"), kmsKeyId: "arn:aws:kms:us-west-2:000000000000:key/mrk-1" } as Properties,
    primaryInstance: instance("primary"),
    standbyInstance: instance("standby"),
  };
}

export type GlobalDatabase = Awaited<ReturnType<typeof createGlobalDatabase>>;

/** Makes it as the stacks do: the global cluster, then the primary's member, then the standby's. */
export async function createGlobalDatabase(emulator: TestEmulator, name: string) {
  const [home, away] = [emulator.context(primaryRegion), emulator.context(standbyRegion)];
  const inputs = globalDatabaseInputs(name);
  const global = await TestResource.create(globalCluster, home, inputs.global);
  const primary = await TestResource.create(cluster, home, inputs.primary);
  const primaryInstance = await TestResource.create(clusterInstance, home, inputs.primaryInstance);
  const standby = await TestResource.create(cluster, away, inputs.standby);
  const standbyInstance = await TestResource.create(clusterInstance, away, inputs.standbyInstance);
  return { global, primary, primaryInstance, standby, standbyInstance };
}

/** Which member writes, as an independent client sees it: `us-east-1 writer, us-west-2 reader`. */
export async function rolesOf(emulator: TestEmulator, name: string): Promise<string> {
  const { GlobalClusters } = await emulator
    .client(RDSClient, primaryRegion)
    .send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: name }));
  const members = GlobalClusters?.[0]?.GlobalClusterMembers ?? [];
  return members
    .map(({ DBClusterArn, IsWriter }) => `${DBClusterArn?.split(":")[3]} ${IsWriter === true ? "writer" : "reader"}`)
    .toSorted()
    .join(", ");
}
