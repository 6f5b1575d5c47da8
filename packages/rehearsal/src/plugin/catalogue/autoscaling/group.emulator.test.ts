import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateVersionCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterEach, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useGatedEmulator } from "../../testing/gated-emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { group } from "./group.ts";
import { makeGround } from "./network-fixture.ts";

const emulator = useGatedEmulator();
const region = "eu-central-1";
const linkedRole =
  "arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_x";
let ground: Awaited<ReturnType<typeof makeGround>>;
let targetGroupArns: string[];

beforeAll(async () => {
  ground = await makeGround(emulator, region);
  const elb = emulator.client(ElasticLoadBalancingV2Client, region);
  targetGroupArns = [];
  for (const Name of ["one", "two"]) {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({ Name, Protocol: "HTTP", Port: 8080, VpcId: ground.vpcId, TargetType: "instance" }),
    );
    targetGroupArns.push(TargetGroups?.[0]?.TargetGroupArn ?? "");
  }
});
afterEach(() => emulator.refuseFailures());

const inputs = (more: Readonly<Record<string, number | string | boolean>> = {}) => ({
  name: "trading-x",
  minSize: 1,
  maxSize: 4,
  desiredCapacity: 2,
  launchTemplate: { id: ground.templateId, version: "1" },
  vpcZoneIdentifiers: ground.subnetIds,
  targetGroupArns: targetGroupArns.slice(0, 1),
  healthCheckType: "ELB",
  healthCheckGracePeriod: 60,
  serviceLinkedRoleArn: linkedRole,
  instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 100 } },
  tags: [{ key: "tandem:urn", value: "group", propagateAtLaunch: false }],
  forceDelete: true,
  ...more,
});

async function seen(name: string) {
  const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  return (await emulator.client(AutoScalingClient, region).send(asked)).AutoScalingGroups?.[0];
}

async function registered(TargetGroupArn: string | undefined) {
  const asked = new DescribeTargetHealthCommand({ TargetGroupArn });
  const found = await emulator.client(ElasticLoadBalancingV2Client, region).send(asked);
  return found.TargetHealthDescriptions?.map(({ Target }) => Target?.Id).toSorted() ?? [];
}

test("a group is made, serves in every zone, is found, adopted and deleted", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(group, context, inputs());
  const found = await seen("trading-x");
  expect(found).toMatchObject({
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 2,
    LaunchTemplate: { LaunchTemplateId: ground.templateId, LaunchTemplateName: "trading", Version: "1" },
    AvailabilityZones: ["eu-central-1a", "eu-central-1b"],
    TargetGroupARNs: targetGroupArns.slice(0, 1),
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 60,
    ServiceLinkedRoleARN: linkedRole,
  });
  expect(found?.Instances?.map(({ LifecycleState, AvailabilityZone }) => [LifecycleState, AvailabilityZone])).toEqual([
    ["InService", "eu-central-1a"],
    ["InService", "eu-central-1b"],
  ]);
  const ids = found?.Instances?.map(({ InstanceId }) => InstanceId).toSorted();
  expect(await registered(targetGroupArns[0])).toEqual(ids);
  expect(made.id).toBe("trading-x");
  expect(made.state).toEqual({
    ...inputs(),
    arn: found?.AutoScalingGroupARN,
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    defaultCooldown: 300,
    warmPoolSize: 0,
  });
  const listed = { id: "trading-x", name: "trading-x", tags: { "tandem:urn": "group" } };
  expect(await find(group, context, { tags: listed.tags })).toEqual([listed]);
  expect(await group.list(emulator.context("eu-central-2"))).toEqual([]);
  const adopted = await TestResource.adopt(group, context, "trading-x");
  const { forceDelete: _, instanceRefresh: __, ...reported } = inputs();
  expect(adopted.inputs).toEqual({ ...reported, terminationPolicies: ["Default"] });

  await made.delete();
  await made.delete();
  expect(await seen("trading-x")).toBe(undefined);
  expect(await registered(targetGroupArns[0])).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await group.list(context)).toEqual([]);
});

test("a group is changed: its capacity, target groups, tags and health checks", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs());
  const tags = [{ key: "Name", value: "a <trading> group", propagateAtLaunch: true }];
  await made.update({
    ...inputs({ minSize: 3, desiredCapacity: 3, healthCheckGracePeriod: 30 }),
    targetGroupArns: targetGroupArns.slice(1),
    tags,
  });
  const found = await seen("trading-x");
  expect(found?.Tags).toEqual([
    {
      ResourceId: "trading-x",
      ResourceType: "auto-scaling-group",
      Key: "Name",
      Value: "a <trading> group",
      PropagateAtLaunch: true,
    },
  ]);
  expect(made.state).toMatchObject({ minSize: 3, desiredCapacity: 3, healthCheckGracePeriod: 30, tags });
  expect(await registered(targetGroupArns[0])).toEqual([]);
  expect(await registered(targetGroupArns[1])).toEqual(
    found?.Instances?.map(({ InstanceId }) => InstanceId).toSorted(),
  );

  const { healthCheckGracePeriod: _, ...ungraced } = made.inputs;
  await made.update(ungraced);
  expect((await seen("trading-x"))?.HealthCheckGracePeriod).toBe(300);
  await made.update(inputs({ minSize: 0, desiredCapacity: 0 }));
  await expect.poll(async () => (await seen("trading-x"))?.Instances).toEqual([]);
  await made.delete();
});

test("what the program has not changed stays as others have moved it", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs());
  const moved = { AutoScalingGroupName: "trading-x", MinSize: 3, DesiredCapacity: 3 };
  await emulator.client(AutoScalingClient, region).send(new UpdateAutoScalingGroupCommand(moved));
  await made.update(inputs({ maxSize: 5, healthCheckGracePeriod: 30 }));
  expect(await seen("trading-x")).toMatchObject({ MinSize: 3, DesiredCapacity: 3, MaxSize: 5 });
  await made.delete();
});

test("a refresh sees what others changed; what the program left to AWS is no drift", async () => {
  const { desiredCapacity: _, ...left } = inputs();
  const made = await TestResource.create(group, emulator.context(region), left);
  const asked = { AutoScalingGroupName: "trading-x", MaxSize: 6, DesiredCapacity: 5, HealthCheckType: "EC2" };
  await emulator.client(AutoScalingClient, region).send(new UpdateAutoScalingGroupCommand(asked));
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(
    new Map([
      ["healthCheckType", "update"],
      ["maxSize", "update"],
    ]),
  );
  expect(made.diff({ ...wanted, name: "other" }).replaces).toEqual(new Set(["name"]));
  await made.delete();
});

test("a new version of the launch template replaces every instance, one that serves before one that goes", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs());
  const old = (await seen("trading-x"))?.Instances?.map(({ InstanceId }) => InstanceId) ?? [];
  await emulator.client(EC2Client, region).send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: ground.templateId,
      LaunchTemplateData: { InstanceType: "t4g.medium" },
    }),
  );
  await made.update({ ...inputs(), launchTemplate: { id: ground.templateId, version: "2" } });
  const refreshes = async () => {
    const call = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: "trading-x" });
    return (await emulator.client(AutoScalingClient, region).send(call)).InstanceRefreshes;
  };
  await expect.poll(refreshes).toMatchObject([{ Status: "Successful", PercentageComplete: 100, InstancesToUpdate: 0 }]);
  const instances = async () => (await seen("trading-x"))?.Instances ?? [];
  await expect
    .poll(async () => (await instances()).map(({ LaunchTemplate }) => LaunchTemplate?.Version))
    .toEqual(["2", "2"]);
  expect((await instances()).filter(({ InstanceId }) => old.includes(InstanceId))).toEqual([]);
  await made.delete();
});

test("without forceDelete the instances end first", async () => {
  const made = await TestResource.create(group, emulator.context(region), { ...inputs(), forceDelete: false });
  await made.delete();
  expect(await seen("trading-x")).toBe(undefined);
});

test("what contradicts itself, exists already or names nothing is refused as AWS does", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(group, context, inputs());
  await expect(group.create(context, inputs())).rejects.toThrow("AutoScalingGroup by this name already exists");
  await expect(group.create(context, inputs({ name: "y", desiredCapacity: 9 }))).rejects.toThrow(
    "Desired capacity:9 must be between the specified min size:1 and max size:4",
  );
  const nowhere = { ...inputs({ name: "y" }), vpcZoneIdentifiers: ["subnet-0"] };
  await expect(group.create(context, nowhere)).rejects.toThrow("The subnet ID 'subnet-0' does not exist");
  const untemplated = { ...inputs({ name: "y" }), launchTemplate: { id: "lt-0", version: "1" } };
  await expect(group.create(context, untemplated)).rejects.toThrow(
    "You must use a valid fully-formed launch template.",
  );
  await made.delete();
});

test("properties that the entry does not know are refused", () => {
  const problems = checkInputs(group, { ...inputs(), mixedInstancesPolicy: {}, warmPool: { size: 1 } });
  expect(problems.map(({ property }) => property)).toEqual(["mixedInstancesPolicy", "warmPool.size"]);
});
