import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { clusterInstance } from "./cluster-instance.ts";
import { cluster } from "./cluster.ts";
import { parameterGroup } from "./parameter-group.ts";

const emulator = useEmulator();
const region = "us-east-1";

/** What an independent client sees. */
async function seen(id: string) {
  const { DBInstances } = await emulator
    .client(RDSClient, region)
    .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
  return DBInstances?.[0];
}

const inputs = {
  identifier: "ledger-1",
  clusterIdentifier: "ledger",
  engine: "aurora-postgresql",
  instanceClass: "db.r6g.large",
  autoMinorVersionUpgrade: false,
  performanceInsightsEnabled: true,
  performanceInsightsKmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/mrk-1",
  performanceInsightsRetentionPeriod: 7,
  promotionTier: 1,
  tags: { "tandem:urn": "ledger-1" },
};

test("instances are made, found, changed, seen when they drift, replaced and deleted", async () => {
  const context = emulator.context(region);
  await expect(TestResource.create(clusterInstance, context, inputs)).rejects.toThrow(
    "DBClusterNotFoundFault: there is no cluster ledger for the instance ledger-1",
  );
  const parent = await TestResource.create(cluster, context, {
    clusterIdentifier: "ledger",
    engine: "aurora-postgresql",
    engineVersion: "16.8",
    masterUsername: "ledger",
    masterPassword: "not-a-real-one",
    storageEncrypted: true,
    kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/mrk-1",
    skipFinalSnapshot: true,
  });
  const group = await TestResource.create(parameterGroup, context, { name: "ledger", family: "aurora-postgresql16" });
  const full = { ...inputs, dbParameterGroupName: group.id };
  const made = await TestResource.create(clusterInstance, context, full);
  expect(await seen("ledger-1")).toMatchObject({
    DBClusterIdentifier: "ledger",
    DBInstanceClass: "db.r6g.large",
    DBInstanceStatus: "available",
    AutoMinorVersionUpgrade: false,
    PerformanceInsightsEnabled: true,
    PubliclyAccessible: false,
    PromotionTier: 1,
    DBParameterGroups: [{ DBParameterGroupName: "ledger" }],
    TagList: [{ Key: "tandem:urn", Value: "ledger-1" }],
  });
  const there = await seen("ledger-1");
  expect(made.state).toEqual({
    ...full,
    arn: "arn:aws:rds:us-east-1:000000000000:db:ledger-1",
    copyTagsToSnapshot: false,
    dbiResourceId: there?.DbiResourceId,
    endpoint: there?.Endpoint?.Address,
    engineVersionActual: "16.8",
    kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/mrk-1",
    monitoringInterval: 0,
    port: there?.Endpoint?.Port,
    publiclyAccessible: false,
    storageEncrypted: true,
    tagsAll: inputs.tags,
    writer: true,
  });
  const second = await TestResource.create(clusterInstance, context, { ...inputs, identifier: "ledger-2" });
  expect(second.state["writer"]).toBe(false);
  await parent.refresh();
  expect(parent.state["clusterMembers"]).toEqual(["ledger-1", "ledger-2"]);
  expect(await find(clusterInstance, context, { name: "ledger-1" })).toEqual([
    { id: "ledger-1", name: "ledger-1", tags: inputs.tags },
  ]);
  await made.refresh();
  expect(made.inputs).toEqual(full);

  await made.update({ ...full, instanceClass: "db.r6g.xlarge", applyImmediately: true, tags: { Name: "ledger" } });
  expect(await seen("ledger-1")).toMatchObject({
    DBInstanceClass: "db.r6g.xlarge",
    TagList: [{ Key: "Name", Value: "ledger" }],
  });
  await expect(made.update({ ...made.inputs, promotionTier: 2 })).rejects.toThrow(
    "promotionTier of aws:rds/clusterInstance:ClusterInstance: a change is not emulated (MiniStack 1.5.33 loses it)",
  );

  const wanted = made.inputs;
  const elsewhere = { DBInstanceIdentifier: "ledger-1", DBInstanceClass: "db.r6g.large", ApplyImmediately: true };
  await emulator.client(RDSClient, region).send(new ModifyDBInstanceCommand(elsewhere));
  await made.refresh();
  expect([...made.diff(wanted).changes.entries()]).toEqual([["instanceClass", "update"]]);
  const others = { identifier: "x", clusterIdentifier: "x", engine: "aurora-mysql", availabilityZone: "us-east-1b" };
  expect(made.diff({ ...made.inputs, ...others }).replaces).toEqual(new Set(Object.keys(others)));
  expect((await TestResource.adopt(clusterInstance, context, "ledger-2")).inputs).toMatchObject({
    identifier: "ledger-2",
    clusterIdentifier: "ledger",
    instanceClass: "db.r6g.large",
    promotionTier: 1,
  });

  await expect(parent.delete()).rejects.toThrow("Cannot delete a DB cluster while it contains DB instances");
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  await second.delete();
  expect(await find(clusterInstance, context, { id: "ledger-2" })).toEqual([]);
  await parent.delete();
  await group.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(clusterInstance, { ...inputs, identifierPrefix: "x" }).map(({ property }) => property)).toEqual([
    "identifierPrefix",
  ]);
});
