import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeGlobalClustersCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { GlobalCluster } from "@aws-sdk/client-rds";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { createDatabaseSources } from "./database-sources.ts";

const arn = (region: string) => `arn:aws:rds:${region}:123456789012:cluster:ledger-${region}-dev1`;
const of = { globalClusterId: "ledger-dev1", primaryArn: arn("us-east-1"), standbyArn: arn("us-west-2") };
const clients = { primary: new RDSClient({ region: "us-east-1" }), standby: new RDSClient({ region: "us-west-2" }) };
const primary = mockClient(clients.primary);
const standby = mockClient(clients.standby);
const sources = createDatabaseSources(clients);
const { signal } = new AbortController();
beforeEach(() => {
  primary.reset();
  standby.reset();
});

describe("roles", () => {
  const members = (writer: string | undefined) =>
    [of.primaryArn, of.standbyArn].map((DBClusterArn) => ({ DBClusterArn, IsWriter: DBClusterArn === writer }));
  const read = (more: Partial<GlobalCluster>) => {
    standby.on(DescribeGlobalClustersCommand).resolves({
      GlobalClusters: [
        {
          GlobalClusterIdentifier: "ledger-dev1",
          EngineVersion: "17.7",
          GlobalClusterMembers: members(of.primaryArn),
          ...more,
        },
      ],
    });
    return sources.roles(of, signal);
  };

  test("are asked of the standby's region", async () => {
    expect(await read({ Status: "available" })).toEqual({
      writer: "primary",
      movingTo: undefined,
      engineVersion: "17.7",
    });
    expect(standby.calls().map(({ args }) => [args[0].input, args.at(1)])).toEqual([
      [{ GlobalClusterIdentifier: "ledger-dev1" }, { abortSignal: signal }],
    ]);
    expect(primary.calls()).toEqual([]);
  });

  test("follow the writer, and tell to whom it is on its way", async () => {
    expect((await read({ GlobalClusterMembers: members(of.standbyArn) })).writer).toBe("standby");
    expect((await read({ GlobalClusterMembers: members(undefined) })).writer).toBe("none");
    const moving = { Status: "failing-over", ToDbClusterArn: of.standbyArn } as const;
    expect((await read({ Status: "failing-over", FailoverState: moving })).movingTo).toBe("standby");
    expect((await read({ FailoverState: {} })).movingTo).toBe(undefined);
  });

  test.each<[string, Partial<GlobalCluster>, string]>([
    ["another id", { GlobalClusterIdentifier: "other" }, "there is no global cluster ledger-dev1"],
    [
      "two writers",
      {
        GlobalClusterMembers: [of.primaryArn, of.standbyArn].map((DBClusterArn) => ({ DBClusterArn, IsWriter: true })),
      },
      "ledger-dev1 tells of 2 writers",
    ],
    [
      "a foreign writer",
      { GlobalClusterMembers: [{ DBClusterArn: "arn:other", IsWriter: true }] },
      "arn:other is neither",
    ],
    ["a writer without a name", { GlobalClusterMembers: [{ IsWriter: true }] }, " is neither"],
    ["no version", { EngineVersion: undefined }, "ledger-dev1 tells no engine version"],
    ["a move to nobody", { FailoverState: { Status: "pending" } }, " is neither"],
    [
      "a state without a move",
      { Status: "switching-over" },
      "ledger-dev1 is switching-over, and does not tell to whom",
    ],
  ])("are unknown with %s", async (_, more, why) => {
    await expect(read(more)).rejects.toThrow(why);
  });

  test("are unknown where nothing is told at all", async () => {
    standby
      .on(DescribeGlobalClustersCommand)
      .resolves({ GlobalClusters: [{ GlobalClusterIdentifier: "ledger-dev1", EngineVersion: "17.7" }] });
    expect((await sources.roles(of, signal)).writer).toBe("none");
    standby.on(DescribeGlobalClustersCommand).resolves({});
    await expect(sources.roles(of, signal)).rejects.toThrow("there is no global cluster ledger-dev1");
  });
});

describe("a cluster", () => {
  test("tells its version, and how many of its own instances run, in its region", async () => {
    primary.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ EngineVersion: "17.7" }] });
    const id = "ledger-us-east-1-dev1";
    primary.on(DescribeDBInstancesCommand).resolves({
      DBInstances: [
        { DBClusterIdentifier: id, DBInstanceStatus: "available" },
        { DBClusterIdentifier: id },
        { DBClusterIdentifier: "another", DBInstanceStatus: "available" },
      ],
    });
    expect(await sources.cluster(of, "primary", signal)).toEqual({ engineVersion: "17.7", instances: 1 });
    expect(primary.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { DBClusterIdentifier: id },
      { Filters: [{ Name: "db-cluster-id", Values: [id] }] },
    ]);
  });

  test.each([
    ["available", 1],
    ["backing-up", 1],
    ["configuring-log-exports", 1],
    ["maintenance", 1],
    ["modifying", 1],
    ["rebooting", 1],
    ["creating", 0],
    ["deleting", 0],
    ["failed", 0],
    ["inaccessible-encryption-credentials-recoverable", 0],
    ["incompatible-parameters", 0],
    ["starting", 0],
    ["stopped", 0],
  ])("with an instance that is %s has %i that runs", async (DBInstanceStatus, instances) => {
    standby.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ EngineVersion: "17.7" }] });
    standby.on(DescribeDBInstancesCommand).resolves({
      DBInstances: [{ DBClusterIdentifier: "ledger-us-west-2-dev1", DBInstanceStatus }],
    });
    expect((await sources.cluster(of, "standby", signal)).instances).toBe(instances);
  });

  test("without instances has none, and one that tells no version is unknown", async () => {
    standby
      .on(DescribeDBClustersCommand)
      .resolvesOnce({ DBClusters: [{ EngineVersion: "17.7" }] })
      .resolves({});
    standby.on(DescribeDBInstancesCommand).resolves({});
    expect((await sources.cluster(of, "standby", signal)).instances).toBe(0);
    await expect(sources.cluster(of, "standby", signal)).rejects.toThrow(
      "the cluster ledger-us-west-2-dev1 tells no engine version",
    );
  });
});

describe("the lost tail", () => {
  const since = Date.UTC(2026, 10, 27, 12);
  const snapshot = (DBClusterSnapshotIdentifier: string, hour: number, Status = "available") => ({
    DBClusterSnapshotIdentifier,
    SnapshotCreateTime: new Date(Date.UTC(2026, 10, 27, hour)),
    Status,
  });
  const read = (snapshots: readonly ReturnType<typeof snapshot>[] | undefined) => {
    primary
      .on(DescribeDBClusterSnapshotsCommand)
      .resolves(snapshots === undefined ? {} : { DBClusterSnapshots: [...snapshots] });
    return sources.lostTail(of, { side: "primary", since }, signal);
  };
  const [one, two] = ["rds:unplanned-global-failover-1", "rds:unplanned-global-failover-2"] as const;
  const kept = "kept-ledger-us-east-1-dev1-20261127130000";

  test("is the newest snapshot of RDS's own since the failover, in the region of the old writer", async () => {
    const all = [snapshot(one, 12), snapshot(two, 13), snapshot("rds:ledger-2026", 14), snapshot("by-hand", 15)];
    expect(await read(all)).toEqual({ snapshot: two, as: kept, copy: "none" });
    expect(primary.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { DBClusterIdentifier: "ledger-us-east-1-dev1" },
    ]);
  });

  test("is none before that, or before its snapshot is ready", async () => {
    expect(await read(undefined)).toBe("none");
    expect(await read([snapshot(one, 11)])).toBe("none");
    expect(await read([snapshot(one, 12, "creating")])).toBe("none");
    primary
      .on(DescribeDBClusterSnapshotsCommand)
      .resolves({ DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: one, Status: "available" }, {}] });
    expect(await sources.lostTail(of, { side: "primary", since }, signal)).toBe("none");
  });

  test("is kept once its copy is ready, and neither before nor where that has failed", async () => {
    const copyOf = async (status: string) => {
      const found = await read([snapshot(two, 13), snapshot(kept, 13, status)]);
      return found !== "none" && found.copy;
    };
    expect([await copyOf("creating"), await copyOf("copying")]).toEqual(["under-way", "under-way"]);
    expect([await copyOf("available"), await copyOf("failed")]).toEqual(["available", "failed"]);
  });
});
