import * as pulumi from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, privateTopology as topology, run, shape, tags } from "../testing/topology.ts";
import { environmentDatabase } from "./environment-database.ts";
import { firstPassword } from "./first-password.ts";
import { RegionalDatabase } from "./regional-database.ts";

const make = (role: "primary" | "standby", password?: string) =>
  withMocks(() => {
    const provider = regionalProviders(topology, [role])[role];
    return new RegionalDatabase("database", {
      topology,
      role,
      provider,
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      clients: { functions: "sg-functions" },
      globalClusterId: "transactions",
      secretArn: "arn:aws:secretsmanager:us-west-2:123456789012:secret:user-a1b2c3",
      password,
      keyArn: "arn:aws:kms:us-west-2:123456789012:key/mrk-1",
      topicArn: "arn:aws:sns:us-west-2:123456789012:alerts",
    }).variables;
  }, run);
const { resources, outputs } = await make("standby");

describe("RegionalDatabase", () => {
  it("is a cluster with its instance, and a security group before it", () => {
    expect(shape(resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup database-member < database-member @ aws-standby",
      "aws:ec2/securityGroup:SecurityGroup database-access < database-access @ aws-standby",
      "aws:rds/cluster:Cluster database-member < database-member @ aws-standby",
      "aws:rds/clusterInstance:ClusterInstance database-member-1 < database-member @ aws-standby",
      "aws:rds/clusterParameterGroup:ClusterParameterGroup database-member < database-member @ aws-standby",
      "aws:rds/eventSubscription:EventSubscription database-member < database-member @ aws-standby",
      "aws:rds/parameterGroup:ParameterGroup database-member < database-member @ aws-standby",
      "aws:rds/subnetGroup:SubnetGroup database-member < database-member @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule database-access-functions < database-access @ aws-standby",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule database-access-functions < database-access @ aws-standby",
      "tandem:database:DatabaseMember database-member < database @ none",
      "tandem:database:RegionalDatabase database < stack @ none",
      "tandem:network:DatabaseAccess database-access < database @ none",
    ]);
  });

  it("admits PostgreSQL from its clients, and lets them out to it, and nothing else", () => {
    const group = only(resources, "tandem:network:DatabaseAccess").outputs?.["securityGroupId"];
    const name = "transaction-database-access-us-west-2-dev1";
    expect(only(resources, "aws:ec2/securityGroup:SecurityGroup").inputs).toEqual({
      name,
      description: "database of the region",
      vpcId: "vpc-1",
      tags: tags(name, topology),
    });
    const rule = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432, tags: tags(name, topology) };
    expect(only(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs).toEqual({
      ...rule,
      securityGroupId: group,
      description: "functions by PostgreSQL",
      referencedSecurityGroupId: "sg-functions",
    });
    expect(only(resources, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toEqual({
      ...rule,
      securityGroupId: "sg-functions",
      description: "the region's database",
      referencedSecurityGroupId: group,
    });
    expect(only(resources, "aws:rds/cluster:Cluster").inputs).toMatchObject({ vpcSecurityGroupIds: [group] });
  });

  it("is as large as the profile says, by its names", () => {
    const cluster = only(resources, "aws:rds/cluster:Cluster").inputs;
    expect(cluster).toMatchObject({
      clusterIdentifier: "transaction-cluster-us-west-2-dev1",
      globalClusterIdentifier: "transactions",
      engineVersion: "15.18",
      backupRetentionPeriod: 1,
      skipFinalSnapshot: true,
      deletionProtection: false,
    });
    expect(cluster).not.toHaveProperty("masterPassword");
    expect(only(resources, "aws:rds/clusterInstance:ClusterInstance").inputs).toMatchObject({
      identifier: "transaction-instance-us-west-2-dev1-1",
      instanceClass: "db.r6g.large",
    });
    expect(only(resources, "aws:rds/parameterGroup:ParameterGroup").inputs).toMatchObject({
      family: "aurora-postgresql15",
    });
  });

  it("tells its clients where it is, and no password", () => {
    const host = (kind: string) =>
      expect.stringMatching(
        new RegExp(String.raw`^transaction-cluster-us-west-2-dev1\.${kind}-[0-9a-z]+\.us-west-2\.rds\.amazonaws\.com$`),
      ) as string;
    expect(outputs).toEqual({
      DATABASE_WRITER_HOST: host("cluster"),
      DATABASE_READER_HOST: host("cluster-ro"),
      DATABASE_PORT: "5432",
      DATABASE_NAME: "transactions",
      DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-west-2:123456789012:secret:user-a1b2c3",
    });
  });

  it("has the first password where it is made first, as a secret", async () => {
    const first = await make("primary", "not-a-real-one");
    expect(only(first.resources, "aws:rds/cluster:Cluster").inputs).toMatchObject({
      databaseName: "transactions",
      masterUsername: "ledger",
      masterPassword: expect.objectContaining({ value: "not-a-real-one" }) as unknown,
    });
  });
});

describe("what an environment's database is before its clusters", () => {
  const keyArns = {
    primary: "arn:aws:kms:us-east-1:123456789012:key/1",
    standby: "arn:aws:kms:us-west-2:123456789012:key/1",
  };
  const program = (given = topology) =>
    withMocks(() => {
      const { primary: provider } = regionalProviders(given, ["primary"]);
      const made = environmentDatabase("database", {
        topology: given,
        provider,
        keyArns,
        password: firstPassword(given, given.database && pulumi.secret("not-a-real-one")),
      });
      return { id: made?.globalClusterId };
    }, run);

  it("has the profile's names, and the password of the stack's configuration", async () => {
    const made = await program();
    expect(made.outputs.id).toBe("transaction-database-global-dev1");
    expect(only(made.resources, "aws:secretsmanager/secret:Secret").inputs).toMatchObject({
      name: "transaction-credentials-global-dev1",
      replicas: [{ region: "us-west-2", kmsKeyId: keyArns.standby }],
    });
    const { secretString } = only(made.resources, "aws:secretsmanager/secretVersion:SecretVersion").inputs;
    expect(secretString).toMatchObject({ value: '{"username":"ledger","password":"not-a-real-one"}' });
  });

  it("is nothing where the profile has none", async () => {
    const { database: _, ...without } = topology;
    const made = await program(without);
    expect(made.resources.filter(({ type }) => !type.startsWith("pulumi:"))).toEqual([]);
  });

  it("asks for the password where the stack has none", () => {
    expect(() => firstPassword(topology, undefined)).toThrow(
      "transactions-us has a database, and this stack no tandem:databasePassword",
    );
  });
});
