import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { away, home, key, ledger, plain, seenTable, tableNames } from "./table-fixture.ts";
import { table } from "./table.ts";

const emulator = useEmulator();

test("replicas are added, changed, made anew for another key, and removed", async () => {
  const context = emulator.context(home);
  const base = { ...plain, name: "global", streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" };
  const made = await TestResource.create(table, context, { ...base, tags: { Name: "one" } });

  const first = { regionName: away, kmsKeyArn: key(away), deletionProtectionEnabled: true, propagateTags: true };
  const second = { regionName: "eu-west-1" };
  await made.update({ ...base, tags: { Name: "one" }, replicas: [first, second] });
  expect((await seenTable(emulator, home, "global")).replicas).toEqual(["eu-west-1", away]);
  expect(await seenTable(emulator, away, "global")).toMatchObject({
    protected: true,
    recovery: "DISABLED",
    tags: [{ Key: "Name", Value: "one" }],
  });
  expect(await seenTable(emulator, "eu-west-1", "global")).toMatchObject({
    protected: false,
    recovery: "DISABLED",
    tags: [],
  });
  expect(made.diff({ ...base, tags: { Name: "one" }, replicas: [second, first] }).changes).toEqual(new Map());

  const unprotected = { ...first, deletionProtectionEnabled: false, pointInTimeRecovery: true };
  await made.update({ ...base, tags: { Name: "two" }, replicas: [unprotected, second] });
  expect(await seenTable(emulator, away, "global")).toMatchObject({
    protected: false,
    recovery: "ENABLED",
    tags: [{ Key: "Name", Value: "two" }],
  });
  expect((await seenTable(emulator, "eu-west-1", "global")).tags).toEqual([]);

  const tableId = async () =>
    (await emulator.client(DynamoDBClient, away).send(new DescribeTableCommand({ TableName: "global" }))).Table
      ?.TableId;
  const before = await tableId();
  await made.update({ ...base, tags: { Name: "two" }, replicas: [{ ...unprotected, kmsKeyArn: `${key(away)}2` }] });
  expect(await tableId()).not.toBe(before);
  expect(await seenTable(emulator, away, "global")).toMatchObject({
    recovery: "ENABLED",
    tags: [{ Key: "Name", Value: "two" }],
  });
  expect(await tableNames(emulator, "eu-west-1")).toEqual([]);

  await made.delete();
  expect(await tableNames(emulator, home)).toEqual([]);
  expect(await tableNames(emulator, away)).toEqual([]);
});

test("a change in the cloud is seen: of the table, of a replica's setting, of a replica that is gone", async () => {
  const context = emulator.context(home);
  const made = await TestResource.create(table, context, ledger);
  const [replica] = ledger.replicas;

  await emulator
    .client(DynamoDBClient, away)
    .send(new UpdateTableCommand({ TableName: "ledger", DeletionProtectionEnabled: true }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...ledger, replicas: [expect.objectContaining({ deletionProtectionEnabled: true })] });
  expect([...made.diff(ledger).changed]).toEqual(["replicas"]);
  await made.update(ledger);
  expect((await seenTable(emulator, away, "ledger")).protected).toBe(false);

  await emulator
    .client(DynamoDBClient, home)
    .send(new UpdateTableCommand({ TableName: "ledger", ReplicaUpdates: [{ Delete: { RegionName: away } }] }));
  await made.refresh();
  expect(made.diff(ledger).changes).toEqual(new Map([["replicas", "update"]]));
  await made.update(ledger);
  expect((await seenTable(emulator, home, "ledger")).replicas).toEqual([replica?.regionName]);
  await made.delete();
});

test("a replica that cannot be made leaves no table behind", async () => {
  const context = emulator.context(home);
  const other = await TestResource.create(table, emulator.context(away), plain);
  await expect(TestResource.create(table, context, { ...plain, replicas: [{ regionName: away }] })).rejects.toThrow(
    /one or more replicas already existed as tables/,
  );
  expect(await tableNames(emulator, home)).toEqual([]);
  expect(await tableNames(emulator, away)).toEqual(["plain"]);
  await other.delete();
});

test("strong consistency is refused, since MiniStack would not keep it", async () => {
  const replicas = [{ regionName: away, consistencyMode: "STRONG" }];
  await expect(TestResource.create(table, emulator.context(home), { ...plain, replicas })).rejects.toThrow(
    "replica in us-west-2: consistencyMode STRONG is not emulated (MiniStack 1.5.33); legal: EVENTUAL",
  );
  expect(await tableNames(emulator, home)).toEqual([]);
});
