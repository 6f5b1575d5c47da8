import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";
import * as iam from "@aws-sdk/client-iam";
import * as rds from "@aws-sdk/client-rds";
import * as secrets from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { urnTagKey, urnTagValue } from "@tandem/config";
import { AwsLookup, replaceProcessEnvironment } from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll, expect, it } from "vitest";

const region = "us-east-2";
const own = { ...process.env } as Record<string, string>;
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-lookup-"));
  ground = await startProvingGround({ directory, id: "lookup" });
  replaceProcessEnvironment(ground.environment);
});
afterAll(async () => {
  replaceProcessEnvironment(own);
  await ground.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What becomes of a pending create of such a resource. */
function find(type: string, name: string, inputs: Readonly<Record<string, unknown>>) {
  const pending = { kind: "creating", urn: urnOf(type, name), type, inputs, region, inCloud: true } as const;
  return new AwsLookup().find(pending, []);
}

const urnOf = (type: string, name: string) => `urn:pulumi:dev::tandem-primary-region::${type}::${name}`;

/** Tags as a program gives them, each way that AWS takes them. */
function tagsOf(type: string, name: string) {
  const Tags = [
    { Key: "Name", Value: name },
    { Key: urnTagKey, Value: urnTagValue(urnOf(type, name)) },
  ];
  return { Tags, specified: (ResourceType: ec2.ResourceType) => ({ TagSpecifications: [{ ResourceType, Tags }] }) };
}

it("finds the parts of a network with ways out, each among others of its kind", async () => {
  const client = new ec2.EC2Client({ region });
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.8.0.0/16" }));
  const place = { VpcId: Vpc?.VpcId, CidrBlock: "10.8.0.0/24" };
  const { Subnet } = await client.send(new ec2.CreateSubnetCommand(place));
  const make = async (name: string) => {
    const tags = (type: string, kind: ec2.ResourceType) => tagsOf(type, name).specified(kind);
    const address = await client.send(new ec2.AllocateAddressCommand(tags("aws:ec2/eip:Eip", "elastic-ip")));
    const { NatGateway } = await client.send(
      new ec2.CreateNatGatewayCommand({
        SubnetId: Subnet?.SubnetId,
        AllocationId: address.AllocationId,
        ...tags("aws:ec2/natGateway:NatGateway", "natgateway"),
      }),
    );
    const { VpcEndpoint } = await client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: Vpc?.VpcId,
        ServiceName: `com.amazonaws.${region}.s3`,
        ...tags("aws:ec2/vpcEndpoint:VpcEndpoint", "vpc-endpoint"),
      }),
    );
    const group = await client.send(
      new ec2.CreateSecurityGroupCommand({
        VpcId: Vpc?.VpcId,
        GroupName: name,
        Description: name,
        ...tags("aws:ec2/securityGroup:SecurityGroup", "security-group"),
      }),
    );
    const { SecurityGroupRules } = await client.send(
      new ec2.AuthorizeSecurityGroupEgressCommand({
        GroupId: group.GroupId,
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
        ...tags("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "security-group-rule"),
      }),
    );
    const { LaunchTemplate } = await client.send(
      new ec2.CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: { InstanceType: "t4g.small" },
        ...tags("aws:ec2/launchTemplate:LaunchTemplate", "launch-template"),
      }),
    );
    return {
      "aws:ec2/eip:Eip": { id: address.AllocationId },
      "aws:ec2/natGateway:NatGateway": { id: NatGateway?.NatGatewayId },
      "aws:ec2/vpcEndpoint:VpcEndpoint": { id: VpcEndpoint?.VpcEndpointId },
      // Its rule that lets everything out is still there.
      "aws:ec2/securityGroup:SecurityGroup": { id: group.GroupId, isHalfMade: true },
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { id: SecurityGroupRules?.[0]?.SecurityGroupRuleId },
      "aws:ec2/launchTemplate:LaunchTemplate": { id: LaunchTemplate?.LaunchTemplateId },
    };
  };
  const made = { one: await make("one"), two: await make("two") };
  for (const [name, resources] of Object.entries(made)) {
    for (const [type, found] of Object.entries(resources)) expect(await find(type, name, { name })).toEqual(found);
  }
  for (const type of Object.keys(made.one)) expect(await find(type, "three", { name: "three" })).toBe("absent");
});

it("finds a database's parts by their names, and a secret", async () => {
  const client = new rds.RDSClient({ region });
  const network = new ec2.EC2Client({ region });
  const { Subnets = [] } = await network.send(new ec2.DescribeSubnetsCommand({}));
  const SubnetIds = Subnets.flatMap(({ SubnetId }) => SubnetId ?? []).slice(0, 2);
  const tags = (type: string) => ({ Tags: tagsOf(type, "ledger").Tags });
  const family = { DBParameterGroupFamily: "aurora-postgresql16", Description: "ledger" };
  const engine = { Engine: "aurora-postgresql" };
  const { TopicArn } = await new SNSClient({ region }).send(new CreateTopicCommand({ Name: "ledger" }));
  const steps: readonly (readonly [type: string, nameInput: string, make: (type: string) => Promise<unknown>])[] = [
    [
      "aws:rds/subnetGroup:SubnetGroup",
      "name",
      (type) => {
        const group = { DBSubnetGroupName: "ledger", DBSubnetGroupDescription: "ledger", SubnetIds };
        return client.send(new rds.CreateDBSubnetGroupCommand({ ...group, ...tags(type) }));
      },
    ],
    [
      "aws:rds/clusterParameterGroup:ClusterParameterGroup",
      "name",
      (type) => {
        const group = { DBClusterParameterGroupName: "ledger", ...family };
        return client.send(new rds.CreateDBClusterParameterGroupCommand({ ...group, ...tags(type) }));
      },
    ],
    [
      "aws:rds/parameterGroup:ParameterGroup",
      "name",
      (type) => {
        const group = { DBParameterGroupName: "ledger", ...family };
        return client.send(new rds.CreateDBParameterGroupCommand({ ...group, ...tags(type) }));
      },
    ],
    [
      "aws:rds/globalCluster:GlobalCluster",
      "globalClusterIdentifier",
      (type) => {
        const cluster = { GlobalClusterIdentifier: "ledger", ...engine };
        return client.send(new rds.CreateGlobalClusterCommand({ ...cluster, ...tags(type) }));
      },
    ],
    [
      "aws:rds/cluster:Cluster",
      "clusterIdentifier",
      (type) => {
        const cluster = { DBClusterIdentifier: "ledger", MasterUsername: "ledger", MasterUserPassword: "not-a-secret" };
        return client.send(new rds.CreateDBClusterCommand({ ...cluster, ...engine, ...tags(type) }));
      },
    ],
    [
      "aws:rds/clusterInstance:ClusterInstance",
      "identifier",
      (type) => {
        const instance = {
          DBInstanceIdentifier: "ledger",
          DBClusterIdentifier: "ledger",
          DBInstanceClass: "db.r6g.large",
        };
        return client.send(new rds.CreateDBInstanceCommand({ ...instance, ...engine, ...tags(type) }));
      },
    ],
    [
      "aws:rds/eventSubscription:EventSubscription",
      "name",
      (type) => {
        const subscription = { SubscriptionName: "ledger", SnsTopicArn: TopicArn };
        return client.send(new rds.CreateEventSubscriptionCommand({ ...subscription, ...tags(type) }));
      },
    ],
  ];
  for (const [type, nameInput, make] of steps) {
    expect(await find(type, "ledger", { [nameInput]: "ledger" })).toBe("absent");
    await make(type);
    expect(await find(type, "ledger", { [nameInput]: "ledger" })).toEqual({ id: "ledger" });
    expect(await find(type, "another", { [nameInput]: "ledger" })).toEqual({
      cannotTell: expect.stringContaining("ledger exists, but its tag") as string,
    });
  }

  const manager = new secrets.SecretsManagerClient({ region });
  const secret = "aws:secretsmanager/secret:Secret";
  expect(await find(secret, "ledger", { name: "ledger" })).toBe("absent");
  const { ARN } = await manager.send(new secrets.CreateSecretCommand({ Name: "ledger", ...tags(secret) }));
  expect(await find(secret, "ledger", { name: "ledger" })).toEqual({ id: ARN });
});

it("finds what launches instances", async () => {
  const roles = new iam.IAMClient({ region });
  const [profile, linked, group] = [
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    "aws:autoscaling/group:Group",
  ] as const;
  const { Tags } = tagsOf(profile, "ledger");
  await roles.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: "ledger", Tags }));
  expect(await find(profile, "ledger", { name: "ledger" })).toEqual({ id: "ledger" });

  const inputs = { awsServiceName: "autoscaling.amazonaws.com", customSuffix: "dev1" };
  expect(await find(linked, "ledger", inputs)).toBe("absent");
  const service = { AWSServiceName: inputs.awsServiceName, CustomSuffix: inputs.customSuffix };
  const { Role } = await roles.send(new iam.CreateServiceLinkedRoleCommand(service));
  expect(await find(linked, "ledger", inputs)).toEqual({ id: Role?.Arn });
  await roles.send(new iam.TagRoleCommand({ RoleName: Role?.RoleName, Tags: tagsOf(linked, "ledger").Tags }));
  expect(await find(linked, "ledger", inputs)).toEqual({ id: Role?.Arn });

  const scaling = new autoscaling.AutoScalingClient({ region });
  const network = new ec2.EC2Client({ region });
  const { Subnets: [subnet] = [] } = await network.send(new ec2.DescribeSubnetsCommand({}));
  expect(await find(group, "ledger", { name: "ledger" })).toBe("absent");
  await scaling.send(
    new autoscaling.CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "ledger",
      LaunchTemplate: { LaunchTemplateName: "one", Version: "$Latest" },
      MinSize: 0,
      MaxSize: 0,
      VPCZoneIdentifier: subnet?.SubnetId,
      Tags: tagsOf(group, "ledger").Tags.map((tag) => ({ ...tag, PropagateAtLaunch: false })),
    }),
  );
  expect(await find(group, "ledger", { name: "ledger" })).toEqual({ id: "ledger" });
});
