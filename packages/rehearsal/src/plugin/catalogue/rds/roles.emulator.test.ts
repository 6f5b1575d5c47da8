import { FailoverGlobalClusterCommand, RDSClient, SwitchoverGlobalClusterCommand } from "@aws-sdk/client-rds";
import { describe, expect, test } from "vitest";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { requiredText } from "../properties.ts";
import { cluster } from "./cluster.ts";
import {
  createGlobalDatabase,
  globalDatabaseInputs,
  primaryRegion,
  rolesOf,
  standbyRegion,
} from "./global-database-fixture.ts";
import type { GlobalDatabase } from "./global-database-fixture.ts";

const emulator = useEmulator();

/** Which inputs a refresh changes, resource by resource; those that it leaves alone are not listed. */
async function drift(database: GlobalDatabase): Promise<Record<string, Record<string, string>>> {
  const found = await Promise.all(
    Object.entries(database).map(async ([name, resource]) => {
      const before = resource.inputs;
      expect(await resource.refresh()).toBe(true);
      return [name, Object.fromEntries(resource.diff(before).changes)] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, changes]) => Object.keys(changes).length > 0));
}

describe("after a failover and a switchover", () => {
  test("only what follows the roles has drifted, and only on the clusters", async () => {
    const database = await createGlobalDatabase(emulator, "moved");
    const arns = {
      primary: requiredText(database.primary.state, "arn"),
      standby: requiredText(database.standby.state, "arn"),
    };
    expect(await rolesOf(emulator, "moved")).toBe(`${primaryRegion} writer, ${standbyRegion} reader`);
    // A secondary names its source from its creation on, which no program says.
    expect(await drift(database)).toEqual({ standby: { replicationSourceIdentifier: "delete" } });
    expect(database.standby.inputs["replicationSourceIdentifier"]).toBe(arns.primary);

    await emulator.client(RDSClient, standbyRegion).send(
      new FailoverGlobalClusterCommand({
        GlobalClusterIdentifier: "moved",
        TargetDbClusterIdentifier: arns.standby,
        AllowDataLoss: true,
      }),
    );
    expect(await rolesOf(emulator, "moved")).toBe(`${primaryRegion} reader, ${standbyRegion} writer`);
    expect(await drift(database)).toEqual({
      primary: { replicationSourceIdentifier: "delete" },
      standby: { replicationSourceIdentifier: "add" },
    });
    expect(database.primary.inputs["replicationSourceIdentifier"]).toBe(arns.standby);
    expect(await drift(database)).toEqual({});

    await emulator.client(RDSClient, standbyRegion).send(
      new SwitchoverGlobalClusterCommand({
        GlobalClusterIdentifier: "moved",
        TargetDbClusterIdentifier: arns.primary,
      }),
    );
    expect(await rolesOf(emulator, "moved")).toBe(`${primaryRegion} writer, ${standbyRegion} reader`);
    expect(await drift(database)).toEqual({
      primary: { replicationSourceIdentifier: "add" },
      standby: { replicationSourceIdentifier: "delete" },
    });
    const { primary, standby, ...inputs } = globalDatabaseInputs("moved");
    expect(database.primary.inputs).toEqual(primary);
    expect(database.standby.inputs).toEqual({ ...standby, replicationSourceIdentifier: arns.primary });
    expect(database.global.inputs).toEqual(inputs.global);
    await tearDown(database);
  });

  test("an upgrade through the global cluster moves the members' versions alone", async () => {
    const database = await createGlobalDatabase(emulator, "upgraded");
    await drift(database);
    await database.global.update({ ...database.global.inputs, engineVersion: "16.9" });
    expect(await drift(database)).toEqual({
      primary: { engineVersion: "update" },
      standby: { engineVersion: "update" },
    });
    await tearDown(database);
  });

  test("an update that took the drift away would be refused, not passed over", async () => {
    const database = await createGlobalDatabase(emulator, "kept");
    await database.standby.refresh();
    const { replicationSourceIdentifier: _, ...program } = database.standby.inputs;
    await expect(database.standby.update(program)).rejects.toThrow(
      "replicationSourceIdentifier moves with the roles of a global database",
    );
    const { globalClusterIdentifier: __, ...alone } = database.standby.inputs;
    await database.standby.update(alone);
    expect(await rolesOf(emulator, "kept")).toBe(`${primaryRegion} writer`);
    await expect(
      database.standby.update({ ...database.standby.inputs, globalClusterIdentifier: "kept" }),
    ).rejects.toThrow("AWS cannot add the existing cluster kept-standby to kept");
    await tearDown(database);
  });
});

describe("teardown", () => {
  test("the writer does not go while a secondary is there, whichever region it is in", async () => {
    const database = await createGlobalDatabase(emulator, "order");
    const failover = new FailoverGlobalClusterCommand({
      GlobalClusterIdentifier: "order",
      TargetDbClusterIdentifier: requiredText(database.standby.state, "arn"),
      AllowDataLoss: true,
    });
    await emulator.client(RDSClient, standbyRegion).send(failover);
    await database.standbyInstance.delete();
    await expect(database.standby.delete()).rejects.toThrow(
      "Cannot remove the writer DB cluster while reader members remain",
    );
    expect(await rolesOf(emulator, "order")).toBe(`${primaryRegion} reader, ${standbyRegion} writer`);
    await expect(database.global.delete()).rejects.toThrow("Global cluster still has member clusters");

    await database.primaryInstance.delete();
    await database.primary.delete();
    await database.standby.delete();
    await database.global.delete();
    expect(await database.global.refresh()).toBe(false);
  });

  test("a secondary whose global cluster is gone is deleted as any cluster", async () => {
    const database = await createGlobalDatabase(emulator, "first");
    await database.global.update({ ...database.global.inputs, forceDestroy: true });
    await database.global.delete();
    await database.standbyInstance.delete();
    await database.standby.delete();
    await database.primaryInstance.delete();
    await database.primary.delete();
    expect(await database.primary.refresh()).toBe(false);
  });
});

test("a secondary takes no user, password or database of its own", async () => {
  const database = await createGlobalDatabase(emulator, "user");
  const inputs = {
    ...globalDatabaseInputs("user").standby,
    clusterIdentifier: "x",
    masterPassword: "y",
    masterUsername: "z",
  };
  await expect(TestResource.create(cluster, emulator.context("eu-central-1"), inputs)).rejects.toThrow(
    "InvalidParameterCombination: masterUsername, masterPassword of aws:rds/cluster:Cluster: a secondary of the global cluster user has its writer's; leave it out",
  );
  await tearDown(database);
});

/** Secondary, primary, global: as the layers go. */
async function tearDown({ global, primary, primaryInstance, standby, standbyInstance }: GlobalDatabase): Promise<void> {
  for (const resource of [standbyInstance, standby, primaryInstance, primary, global]) await resource.delete();
}
