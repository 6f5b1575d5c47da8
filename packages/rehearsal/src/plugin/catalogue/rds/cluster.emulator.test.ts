import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  ModifyDBClusterCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { clusterParameterGroup } from "./cluster-parameter-group.ts";
import { cluster } from "./cluster.ts";
import { twoSubnets } from "./network-fixture.ts";
import { subnetGroup } from "./subnet-group.ts";

const emulator = useEmulator();
const region = "us-east-1";

/** What an independent client sees. */
async function seen(id: string) {
  const { DBClusters } = await emulator
    .client(RDSClient, region)
    .send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }));
  return DBClusters?.[0];
}

const inputs = {
  clusterIdentifier: "ledger",
  engine: "aurora-postgresql",
  engineVersion: "16.8",
  databaseName: "ledger",
  masterUsername: "ledger",
  masterPassword: "not-a-real-one",
  storageEncrypted: true,
  kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/mrk-1",
  backupRetentionPeriod: 7,
  copyTagsToSnapshot: true,
  enabledCloudwatchLogsExports: ["postgresql"],
  skipFinalSnapshot: true,
  port: 5432,
  vpcSecurityGroupIds: ["sg-1", "sg-2"],
  tags: { "tandem:urn": "ledger" },
};

test("a cluster is made, found, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(region);
  const group = await TestResource.create(clusterParameterGroup, context, {
    name: "ledger",
    family: "aurora-postgresql16",
    parameters: [{ name: "rds.force_ssl", value: "1" }],
  });
  const [one, two] = await twoSubnets(emulator, region);
  const subnets = await TestResource.create(subnetGroup, context, { name: "ledger", subnetIds: [one, two] });
  const full = { ...inputs, dbClusterParameterGroupName: group.id, dbSubnetGroupName: subnets.id };
  const made = await TestResource.create(cluster, context, full);
  expect(await seen("ledger")).toMatchObject({
    Engine: "aurora-postgresql",
    EngineVersion: "16.8",
    MasterUsername: "ledger",
    DatabaseName: "ledger",
    StorageEncrypted: true,
    KmsKeyId: inputs.kmsKeyId,
    BackupRetentionPeriod: 7,
    CopyTagsToSnapshot: true,
    DBClusterParameterGroup: "ledger",
    DBSubnetGroup: "ledger",
    DeletionProtection: false,
    Port: 5432,
    VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-1" }, { VpcSecurityGroupId: "sg-2" }],
    TagList: [{ Key: "tandem:urn", Value: "ledger" }],
  });
  const there = await seen("ledger");
  expect(made.state).toEqual({
    ...full,
    arn: "arn:aws:rds:us-east-1:000000000000:cluster:ledger",
    clusterMembers: [],
    clusterResourceId: there?.DbClusterResourceId,
    deletionProtection: false,
    endpoint: there?.Endpoint,
    engineVersionActual: "16.8",
    hostedZoneId: there?.HostedZoneId,
    iamDatabaseAuthenticationEnabled: false,
    readerEndpoint: there?.ReaderEndpoint,
    tagsAll: inputs.tags,
  });
  expect(made.state["endpoint"]).toMatch(/^ledger\.cluster-.*\.us-east-1\.rds\.amazonaws\.com$/);
  const listed = { id: "ledger", name: "ledger", tags: inputs.tags };
  expect(await find(cluster, context, { tags: inputs.tags })).toEqual([listed]);
  expect(await find(cluster, emulator.context("us-west-2"), { name: "ledger" })).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(full);

  const moved = {
    ...full,
    backupRetentionPeriod: 1,
    copyTagsToSnapshot: false,
    deletionProtection: true,
    engineVersion: "16.9",
    iamDatabaseAuthenticationEnabled: true,
    masterPassword: "another",
    vpcSecurityGroupIds: ["sg-3"],
    tags: { Name: "ledger" },
  };
  expect(made.diff(moved).replaces).toEqual(new Set());
  await made.update(moved);
  expect(await seen("ledger")).toMatchObject({
    BackupRetentionPeriod: 1,
    CopyTagsToSnapshot: false,
    DeletionProtection: true,
    EngineVersion: "16.9",
    IAMDatabaseAuthenticationEnabled: true,
    VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-3" }],
    TagList: [{ Key: "Name", Value: "ledger" }],
  });
  await made.refresh();
  expect(made.inputs).toEqual(moved);
  await expect(made.delete()).rejects.toThrow("DeletionProtection is enabled");
  await expect(made.update({ ...moved, enabledCloudwatchLogsExports: [] })).rejects.toThrow(
    "enabledCloudwatchLogsExports of aws:rds/cluster:Cluster: a change is not emulated (MiniStack 1.5.33 loses it)",
  );

  const elsewhere = new ModifyDBClusterCommand({ DBClusterIdentifier: "ledger", DeletionProtection: false });
  await emulator.client(RDSClient, region).send(elsewhere);
  await made.refresh();
  expect([...made.diff(moved).changes.entries()]).toEqual([["deletionProtection", "update"]]);

  const others = {
    availabilityZones: ["us-east-1a"],
    clusterIdentifier: "other",
    databaseName: "other",
    dbSubnetGroupName: "other",
    engine: "aurora-mysql",
    kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/mrk-2",
    masterUsername: "other",
    port: 5433,
    storageEncrypted: false,
  };
  expect(made.diff({ ...made.inputs, ...others }).replaces).toEqual(new Set(Object.keys(others)));

  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await find(cluster, context, { name: "ledger" })).toEqual([]);
  await group.delete();
  await subnets.delete();
});

test("a cluster that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(cluster, context, { ...inputs, clusterIdentifier: "adopted" });
  const { masterPassword: _, enabledCloudwatchLogsExports: __, skipFinalSnapshot: ___, ...told } = inputs;
  expect((await TestResource.adopt(cluster, context, "adopted")).inputs).toEqual({
    ...told,
    clusterIdentifier: "adopted",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    dbClusterParameterGroupName: "default.aurora-postgresql",
    dbSubnetGroupName: "default",
    preferredBackupWindow: "03:00-04:00",
    preferredMaintenanceWindow: "sun:05:00-sun:06:00",
  });
  await made.delete();
});

test("a cluster goes without a snapshot only where the program says so, and else leaves one", async () => {
  const context = emulator.context(region);
  const { skipFinalSnapshot: _, ...careful } = { ...inputs, clusterIdentifier: "kept" };
  const made = await TestResource.create(cluster, context, careful);
  await expect(made.delete()).rejects.toThrow(
    "finalSnapshotIdentifier of aws:rds/cluster:Cluster is needed where skipFinalSnapshot is not true",
  );
  await made.update({ ...careful, finalSnapshotIdentifier: "kept-final" });
  await made.delete();
  const { DBClusterSnapshots = [] } = await emulator
    .client(RDSClient, region)
    .send(new DescribeDBClusterSnapshotsCommand({}));
  expect(DBClusterSnapshots.map(({ DBClusterSnapshotIdentifier: id }) => id)).toEqual(["kept-final"]);
});

test("what does not exist is refused", async () => {
  const context = emulator.context(region);
  const without = (more: object) => TestResource.create(cluster, context, { ...inputs, ...more });
  await expect(without({ dbClusterParameterGroupName: "none" })).rejects.toThrow(
    "DBClusterParameterGroup none not found",
  );
  await expect(without({ globalClusterIdentifier: "none" })).rejects.toThrow("Global cluster none not found");
  await expect(without({ engineVersion: "15.4" })).rejects.toThrow("Cannot find version 15.4 for aurora-postgresql");
  await expect(without({ replicationSourceIdentifier: "arn:aws:rds:x" })).rejects.toThrow(
    "replicationSourceIdentifier of aws:rds/cluster:Cluster is not emulated",
  );
  expect(await find(cluster, context, { name: "ledger" })).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(cluster, { ...inputs, manageMasterUserPassword: true }).map(({ property }) => property)).toEqual([
    "manageMasterUserPassword",
  ]);
});
