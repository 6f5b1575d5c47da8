import {
  CopyDBClusterSnapshotCommand,
  DBClusterSnapshotAlreadyExistsFault,
  DeleteDBClusterSnapshotCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { createDatabaseCalls } from "./database-calls.ts";

const of = { globalClusterId: "ledger-dev1", primaryArn: "arn:primary", standbyArn: "arn:standby" };
const clients = { primary: new RDSClient({ region: "us-east-1" }), standby: new RDSClient({ region: "us-west-2" }) };
const primary = mockClient(clients.primary);
const standby = mockClient(clients.standby);
const change = createDatabaseCalls(clients);
const { signal } = new AbortController();
beforeEach(() => {
  primary.reset();
  standby.reset();
});
const sent = (mock: typeof primary) => mock.calls().map(({ args: [command] }) => [command.constructor, command.input]);

test("a failover is asked for in the region that takes over, by its ARN, and with data loss allowed", async () => {
  standby.on(FailoverGlobalClusterCommand).resolves({});
  expect(await change(of, { kind: "failover-database", side: "standby", epoch: 2 }, signal)).toBe("done");
  expect(sent(standby)).toEqual([
    [
      FailoverGlobalClusterCommand,
      { GlobalClusterIdentifier: "ledger-dev1", TargetDbClusterIdentifier: "arn:standby", AllowDataLoss: true },
    ],
  ]);
  expect(sent(primary)).toEqual([]);
});

test.each([
  ["standby", primary],
  ["primary", standby],
] as const)("a switchover to the %s is asked for in the region of the writer", async (side, writer) => {
  writer.on(SwitchoverGlobalClusterCommand).resolves({});
  expect(await change(of, { kind: "switchover-database", side, epoch: 2 }, signal)).toBe("done");
  expect(sent(writer)).toEqual([
    [
      SwitchoverGlobalClusterCommand,
      { GlobalClusterIdentifier: "ledger-dev1", TargetDbClusterIdentifier: `arn:${side}` },
    ],
  ]);
});

test("the lost tail is copied under a name of its own in its region, once", async () => {
  const tail = { kind: "keep-tail", side: "primary", epoch: 2, snapshot: "rds:tail", as: "kept-tail" } as const;
  const exists = new DBClusterSnapshotAlreadyExistsFault({ message: "exists", $metadata: {} });
  primary.on(CopyDBClusterSnapshotCommand).resolvesOnce({}).rejectsOnce(exists).rejects(new Error("no route"));
  expect([await change(of, tail, signal), await change(of, tail, signal)]).toEqual(["done", "done"]);
  await expect(change(of, tail, signal)).rejects.toThrow("no route");
  expect(sent(primary)[0]).toEqual([
    CopyDBClusterSnapshotCommand,
    { SourceDBClusterSnapshotIdentifier: "rds:tail", TargetDBClusterSnapshotIdentifier: "kept-tail", CopyTags: true },
  ]);
});

test("a copy of it that has failed is deleted, and nothing else", async () => {
  primary.on(DeleteDBClusterSnapshotCommand).resolves({});
  const failed = { kind: "drop-tail", side: "primary", epoch: 2, as: "kept-tail" } as const;
  expect(await change(of, failed, signal)).toBe("done");
  expect(sent(primary)).toEqual([[DeleteDBClusterSnapshotCommand, { DBClusterSnapshotIdentifier: "kept-tail" }]]);
});

test("what RDS refuses is passed on", async () => {
  standby.on(FailoverGlobalClusterCommand).rejects(new Error("the target has no instance"));
  await expect(change(of, { kind: "failover-database", side: "standby", epoch: 2 }, signal)).rejects.toThrow(
    "the target has no instance",
  );
});
