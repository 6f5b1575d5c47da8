import {
  CopyDBClusterSnapshotCommand,
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  DeleteDBClusterCommand,
  DeleteDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { afterEach, beforeAll, expect, test } from "vitest";
import { accountId, useEmulator } from "../plugin/testing/emulator.ts";

const emulator = useEmulator({ behindGate: true });
const region = "us-east-1";
const taken = "rds:unplanned-global-failover-ledger-1";
const arnOf = (name: string, where: string = region) => `arn:aws:rds:${where}:${accountId}:cluster-snapshot:${name}`;
let rds: RDSClient;
beforeAll(async () => {
  rds = emulator.client(RDSClient, region);
  const cluster = { DBClusterIdentifier: "ledger", Engine: "aurora-postgresql", MasterUsername: "ledger" };
  await rds.send(new CreateDBClusterCommand({ ...cluster, MasterUserPassword: "not-a-real-one" }));
  await rds.send(
    new CreateDBClusterSnapshotCommand({
      DBClusterIdentifier: "ledger",
      DBClusterSnapshotIdentifier: taken,
      Tags: [{ Key: "application", Value: "ledger" }],
    }),
  );
});

const copy = (to: string, more: Partial<CopyDBClusterSnapshotCommand["input"]> = {}) =>
  rds.send(
    new CopyDBClusterSnapshotCommand({
      SourceDBClusterSnapshotIdentifier: taken,
      TargetDBClusterSnapshotIdentifier: to,
      ...more,
    }),
  );
const read = async (DBClusterSnapshotIdentifier: string) => {
  const { DBClusterSnapshots = [] } = await rds.send(
    new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }),
  );
  return DBClusterSnapshots[0];
};
const remove = (DBClusterSnapshotIdentifier: string) =>
  rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier }));
afterEach(() => remove("kept").catch(() => undefined));

test("a copy is being made for a while, has the source's tags where they are asked for, and can be deleted", async () => {
  const { DBClusterSnapshot } = await copy("kept", { CopyTags: true, Tags: [{ Key: "kept", Value: "true" }] });
  expect(DBClusterSnapshot).toMatchObject({
    DBClusterSnapshotIdentifier: "kept",
    DBClusterIdentifier: "ledger",
    DBClusterSnapshotArn: arnOf("kept"),
    SourceDBClusterSnapshotArn: arnOf(taken),
    Status: "copying",
  });
  const tags = [
    { Key: "application", Value: "ledger" },
    { Key: "kept", Value: "true" },
  ];
  expect(await read("kept")).toMatchObject({ Status: "copying", TagList: tags });
  expect(await read(taken)).toMatchObject({ Status: "available" });
  await expect.poll(async () => (await read("kept"))?.Status, { timeout: 10_000 }).toBe("available");
  await remove("kept");
  await expect(read("kept")).rejects.toMatchObject({ name: "DBClusterSnapshotNotFoundFault" });
});

test("a snapshot is named by its ARN as well, and a copy that is being made has none", async () => {
  await copy("kept", { SourceDBClusterSnapshotIdentifier: arnOf(taken) });
  const from = (SourceDBClusterSnapshotIdentifier: string) => copy("other", { SourceDBClusterSnapshotIdentifier });
  await expect(from("kept")).rejects.toMatchObject({ name: "InvalidDBClusterSnapshotStateFault" });
  await expect(from(arnOf(taken, "us-west-2"))).rejects.toThrow("only copies within us-east-1 are emulated");
});

test("a copy of nothing, and one that is there or has a name of RDS's own, are refused as by RDS", async () => {
  await expect(copy("kept", { SourceDBClusterSnapshotIdentifier: "none" })).rejects.toMatchObject({
    name: "DBClusterSnapshotNotFoundFault",
    $metadata: { httpStatusCode: 404 },
  });
  await copy("kept");
  await expect(copy("kept")).rejects.toMatchObject({ name: "DBClusterSnapshotAlreadyExistsFault" });
  for (const name of ["rds:kept", "kept--1", "kept-", "1", "k".repeat(64)]) {
    await expect(copy(name)).rejects.toThrow(`${name} is not a valid identifier`);
  }
  await expect(copy("")).rejects.toThrow("TargetDBClusterSnapshotIdentifier is required");
});

test("RDS's own snapshots go with their cluster unless they are to stay; a copy stays", async () => {
  const leftOf = async (DBClusterIdentifier: string, more: Partial<DeleteDBClusterCommand["input"]> = {}) => {
    const cluster = { DBClusterIdentifier, Engine: "aurora-postgresql", MasterUsername: "ledger" };
    await rds.send(new CreateDBClusterCommand({ ...cluster, MasterUserPassword: "not-a-real-one" }));
    for (const DBClusterSnapshotIdentifier of [`rds:${DBClusterIdentifier}`, `kept-${DBClusterIdentifier}`]) {
      await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier }));
    }
    await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true, ...more }));
    const { DBClusterSnapshots = [] } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier }));
    return DBClusterSnapshots.map(({ DBClusterSnapshotIdentifier: id }) => id);
  };
  expect(await leftOf("gone")).toEqual(["kept-gone"]);
  expect(await leftOf("spared", { DeleteAutomatedBackups: false })).toEqual(["rds:spared", "kept-spared"]);
});
