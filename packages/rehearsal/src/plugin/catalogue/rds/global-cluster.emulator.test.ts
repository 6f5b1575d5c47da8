import { DescribeGlobalClustersCommand, ModifyGlobalClusterCommand, RDSClient } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { createGlobalDatabase, primaryRegion, standbyRegion } from "./global-database-fixture.ts";
import { globalCluster } from "./global-cluster.ts";

const emulator = useEmulator();

/** What an independent client sees, from the other region. */
async function seen(id: string) {
  const { GlobalClusters } = await emulator
    .client(RDSClient, standbyRegion)
    .send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: id }));
  return GlobalClusters?.[0];
}

const inputs = {
  globalClusterIdentifier: "ledger",
  engine: "aurora-postgresql",
  engineVersion: "16.8",
  storageEncrypted: true,
  tags: { "tandem:urn": "ledger" },
};

test("a global cluster is made, found in every region, changed, seen when it drifts, replaced and deleted", async () => {
  const context = emulator.context(primaryRegion);
  const made = await TestResource.create(globalCluster, context, inputs);
  expect(await seen("ledger")).toMatchObject({
    Engine: "aurora-postgresql",
    EngineVersion: "16.8",
    StorageEncrypted: true,
    DeletionProtection: false,
    TagList: [{ Key: "tandem:urn", Value: "ledger" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: "arn:aws:rds::000000000000:global-cluster:ledger",
    deletionProtection: false,
    engineVersionActual: "16.8",
    globalClusterMembers: [],
    globalClusterResourceId: (await seen("ledger"))?.GlobalClusterResourceId,
    tagsAll: inputs.tags,
  });
  const listed = { id: "ledger", name: "ledger", tags: inputs.tags };
  expect(await find(globalCluster, context, { tags: inputs.tags })).toEqual([listed]);
  expect(await find(globalCluster, emulator.context(standbyRegion), { name: "ledger" })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ ...inputs, engineVersion: "16.9", deletionProtection: true, tags: { Name: "ledger" } });
  expect(await seen("ledger")).toMatchObject({
    EngineVersion: "16.9",
    DeletionProtection: true,
    TagList: [{ Key: "Name", Value: "ledger" }],
  });
  await expect(made.delete()).rejects.toThrow("DeletionProtection is enabled");

  const wanted = made.inputs;
  const elsewhere = new ModifyGlobalClusterCommand({ GlobalClusterIdentifier: "ledger", DeletionProtection: false });
  await emulator.client(RDSClient, standbyRegion).send(elsewhere);
  await made.refresh();
  expect([...made.diff(wanted).changes.entries()]).toEqual([["deletionProtection", "update"]]);
  const others = {
    globalClusterIdentifier: "other",
    engine: "aurora-mysql",
    storageEncrypted: false,
    databaseName: "x",
  };
  expect(made.diff({ ...wanted, ...others }).replaces).toEqual(new Set(Object.keys(others)));
  const { deletionProtection: _, ...told } = made.inputs;
  expect((await TestResource.adopt(globalCluster, context, "ledger")).inputs).toEqual(told);

  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await find(globalCluster, context, { name: "ledger" })).toEqual([]);
});

test("an engine version that AWS has retired is refused", async () => {
  const retired = { ...inputs, engineVersion: "15.4" };
  await expect(TestResource.create(globalCluster, emulator.context(primaryRegion), retired)).rejects.toThrow(
    "Cannot find version 15.4 for aurora-postgresql",
  );
});

test("a global cluster with members is not deleted, unless forced to: then the writer leaves last", async () => {
  const { global, primary, primaryInstance, standby, standbyInstance } = await createGlobalDatabase(emulator, "forced");
  await global.refresh();
  expect(global.state["globalClusterMembers"]).toEqual([
    { dbClusterArn: primary.state["arn"], isWriter: true },
    { dbClusterArn: standby.state["arn"], isWriter: false },
  ]);
  await expect(global.delete()).rejects.toThrow("Global cluster still has member clusters");
  await global.update({ ...global.inputs, forceDestroy: true });
  await global.delete();
  expect(await global.refresh()).toBe(false);
  for (const left of [primaryInstance, primary, standbyInstance, standby]) await left.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(globalCluster, { ...inputs, sourceDbClusterIdentifier: "x" })).toEqual([
    {
      property: "sourceDbClusterIdentifier",
      reason:
        "unknown to the stand-in of aws:rds/globalCluster:GlobalCluster; legal: databaseName, deletionProtection, engine, engineVersion, forceDestroy, globalClusterIdentifier, storageEncrypted, tags",
    },
  ]);
});
