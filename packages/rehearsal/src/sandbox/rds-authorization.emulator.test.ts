import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CopyDBClusterSnapshotCommand,
  CreateGlobalClusterCommand,
  DeleteDBClusterSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, expect, test } from "vitest";
import { accountId, useEmulator } from "../plugin/testing/emulator.ts";

const emulator = useEmulator();
const region = "us-west-2";
const own = `arn:aws:rds:${region}:${accountId}`;

/** A client that may do these actions on these resources. */
async function clientWith(name: string, Action: readonly string[], Resource: readonly string[]): Promise<RDSClient> {
  const iam = emulator.client(IAMClient, region);
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = document({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document({ Effect: "Allow", Action, Resource });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: name, PolicyDocument }));
  const taken = await emulator
    .client(STSClient, region)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: name }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = taken.Credentials ?? {};
  return new RDSClient({
    region,
    endpoint: emulator.endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  });
}

beforeAll(async () => {
  const client = emulator.client(RDSClient, region);
  for (const GlobalClusterIdentifier of ["own", "other"]) {
    await client.send(new CreateGlobalClusterCommand({ GlobalClusterIdentifier, Engine: "aurora-postgresql" }));
  }
});

test("a global cluster is a resource of its own, of no region", async () => {
  const actions = ["rds:DescribeGlobalClusters", "rds:FailoverGlobalCluster"];
  const client = await clientWith("mover", actions, [`arn:aws:rds::${accountId}:global-cluster:own`]);
  const see = (GlobalClusterIdentifier?: string) => new DescribeGlobalClustersCommand({ GlobalClusterIdentifier });
  const { GlobalClusters = [] } = await client.send(see("own"));
  expect(GlobalClusters.map(({ GlobalClusterIdentifier }) => GlobalClusterIdentifier)).toEqual(["own"]);
  await expect(client.send(see("other"))).rejects.toThrow("not authorized to perform: rds:DescribeGlobalClusters");
  await expect(client.send(see())).rejects.toThrow("not authorized to perform: rds:DescribeGlobalClusters");
  const fail = (GlobalClusterIdentifier: string) =>
    new FailoverGlobalClusterCommand({ GlobalClusterIdentifier, TargetDbClusterIdentifier: `${own}:cluster:none` });
  await expect(client.send(fail("other"))).rejects.toThrow("not authorized to perform: rds:FailoverGlobalCluster");
  // Allowed, and there is no such cluster.
  await expect(client.send(fail("own"))).rejects.not.toThrow("not authorized");
});

test("a list is one of every instance, a copy of a snapshot is named by what it makes, a deletion by what it deletes", async () => {
  const actions = ["rds:DescribeDBInstances", "rds:CopyDBClusterSnapshot", "rds:DeleteDBClusterSnapshot"];
  const client = await clientWith("keeper", actions, [`${own}:db:*`, `${own}:cluster-snapshot:kept-*`]);
  expect((await client.send(new DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  const copyTo = (TargetDBClusterSnapshotIdentifier: string) =>
    new CopyDBClusterSnapshotCommand({ SourceDBClusterSnapshotIdentifier: "rds:a", TargetDBClusterSnapshotIdentifier });
  await expect(client.send(copyTo("mine"))).rejects.toThrow("not authorized to perform: rds:CopyDBClusterSnapshot");
  await expect(client.send(copyTo("kept-a"))).rejects.not.toThrow("not authorized");
  const remove = (DBClusterSnapshotIdentifier: string) =>
    client.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier }));
  await expect(remove("mine")).rejects.toThrow("not authorized to perform: rds:DeleteDBClusterSnapshot");
  await expect(remove("kept-a")).rejects.toThrow("kept-a not found");

  const one = await clientWith("one", ["rds:DescribeDBInstances"], [`${own}:db:only-1`]);
  await expect(one.send(new DescribeDBInstancesCommand({}))).rejects.toThrow("rds:DescribeDBInstances");
});
