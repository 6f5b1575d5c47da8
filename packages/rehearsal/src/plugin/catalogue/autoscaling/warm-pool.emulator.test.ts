import {
  AutoScalingClient,
  DeleteAutoScalingGroupCommand,
  DeleteWarmPoolCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeWarmPoolCommand,
  PutWarmPoolCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeAll, expect, test } from "vitest";
import { useGatedEmulator } from "../../testing/gated-emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { group } from "./group.ts";
import { makeGround } from "./network-fixture.ts";

const emulator = useGatedEmulator();
const region = "eu-central-2";
const AutoScalingGroupName = "standby-x";
const autoscaling = () => emulator.client(AutoScalingClient, region);
let ground: Awaited<ReturnType<typeof makeGround>>;

beforeAll(async () => {
  ground = await makeGround(emulator, region);
});
afterEach(() => emulator.refuseFailures());

const inputs = (warmPool?: Readonly<Record<string, number | string | { readonly reuseOnScaleIn: boolean }>>) => ({
  name: AutoScalingGroupName,
  minSize: 1,
  maxSize: 6,
  desiredCapacity: 1,
  launchTemplate: { id: ground.templateId },
  vpcZoneIdentifiers: ground.subnetIds,
  forceDelete: true,
  ...(warmPool === undefined ? {} : { warmPool }),
});

/** Ids by state. */
async function instances() {
  const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] });
  const serving = (await autoscaling().send(asked)).AutoScalingGroups?.[0]?.Instances ?? [];
  const { Instances: warm = [] } = await autoscaling().send(new DescribeWarmPoolCommand({ AutoScalingGroupName }));
  return [...serving, ...warm].map(({ InstanceId = "", LifecycleState = "" }) => ({
    id: InstanceId,
    state: LifecycleState,
  }));
}

const states = async () => (await instances()).map(({ state }) => state);
const scale = (DesiredCapacity: number) =>
  autoscaling().send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }));

test("a scale-out takes warm instances first, and the pool holds what is left up to its prepared capacity", async () => {
  const warmPool = { minSize: 1, maxGroupPreparedCapacity: 3 };
  const made = await TestResource.create(group, emulator.context(region), inputs(warmPool));
  await expect.poll(states).toEqual(["InService", "Warmed:Stopped", "Warmed:Stopped"]);
  expect(await made.refresh()).toBe(true);
  expect(made.state).toMatchObject({
    warmPool: { minSize: 1, maxGroupPreparedCapacity: 3, poolState: "Stopped" },
    warmPoolSize: 2,
  });
  const prepared = new Set((await instances()).map(({ id }) => id));

  await scale(3);
  await expect.poll(states).toEqual(["InService", "InService", "InService", "Warmed:Stopped"]);
  const serving = (await instances()).filter(({ state }) => state === "InService").map(({ id }) => id);
  expect(new Set(serving)).toEqual(prepared);

  await scale(5);
  await expect.poll(states).toEqual([...Array.from({ length: 5 }, () => "InService"), "Warmed:Stopped"]);
  await scale(1);
  await expect.poll(states).toEqual(["InService", "Warmed:Stopped", "Warmed:Stopped"]);
  await made.delete();
  expect(await group.list(emulator.context(region))).toEqual([]);
});

test("instances that are used again go back into the pool", async () => {
  const warmPool = { minSize: 0, maxGroupPreparedCapacity: 2, instanceReusePolicy: { reuseOnScaleIn: true } };
  const made = await TestResource.create(group, emulator.context(region), inputs(warmPool));
  await expect.poll(states).toEqual(["InService", "Warmed:Stopped"]);
  const before = (await instances()).map(({ id }) => id).toSorted();
  await scale(2);
  await expect.poll(states).toEqual(["InService", "InService"]);
  await scale(1);
  await expect.poll(states).toEqual(["InService", "Warmed:Stopped"]);
  expect((await instances()).map(({ id }) => id).toSorted()).toEqual(before);
  await made.delete();
});

test("a pool is put, changed, seen when it drifts and taken away by the group's own update", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs());
  expect(await states()).toEqual(["InService"]);
  await made.update(inputs({ minSize: 2, maxGroupPreparedCapacity: 0, poolState: "Running" }));
  await expect.poll(states).toEqual(["InService", "Warmed:Running", "Warmed:Running"]);

  const wanted = made.inputs;
  await autoscaling().send(new PutWarmPoolCommand({ AutoScalingGroupName, MinSize: 1 }));
  await expect.poll(states).toEqual(["InService", "Warmed:Running"]);
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["warmPool.minSize", "update"]]));
  await made.update(inputs());
  expect(await states()).toEqual(["InService"]);
  expect(made.state["warmPool"]).toBe(undefined);
  await made.delete();
});

test("what AWS refuses is refused, and so is what is not modelled", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs({ minSize: 1 }));
  await expect.poll(states).toContain("Warmed:Stopped");
  const place = { AutoScalingGroupName };
  await expect(autoscaling().send(new DeleteWarmPoolCommand(place))).rejects.toThrow(
    "You cannot delete a warm pool while there are instances in it.",
  );
  await expect(autoscaling().send(new DeleteAutoScalingGroupCommand(place))).rejects.toThrow(
    "You cannot delete an AutoScalingGroup while there are instances",
  );
  await expect(autoscaling().send(new PutWarmPoolCommand({ ...place, PoolState: "Hibernated" }))).rejects.toThrow(
    "PoolState Hibernated is not modelled",
  );
  await expect(scale(7)).rejects.toThrow(
    "New SetDesiredCapacity value 7 is above max value 6 for the AutoScalingGroup.",
  );
  const missing = new DescribeWarmPoolCommand({ AutoScalingGroupName: "nobody" });
  await expect(autoscaling().send(missing)).rejects.toThrow("AutoScalingGroup name not found");
  await made.delete();
});

test("whom IAM does not let changes nothing", async () => {
  const made = await TestResource.create(group, emulator.context(region), inputs());
  const iam = emulator.client(IAMClient, region);
  const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument }));
  const allowed = { Effect: "Allow", Action: ["autoscaling:Describe*", "autoscaling:PutWarmPool"], Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  await iam.send(new PutRolePolicyCommand({ RoleName: "reader", PolicyName: "reads", PolicyDocument }));
  const { Credentials } = await emulator
    .client(STSClient, region)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "reads" }));
  const reader = new AutoScalingClient({
    region,
    endpoint: emulator.endpoint,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
  });
  await reader.send(new PutWarmPoolCommand({ AutoScalingGroupName, MinSize: 1, MaxGroupPreparedCapacity: 0 }));
  await expect.poll(states).toEqual(["InService", "Warmed:Stopped"]);
  await expect(reader.send(new DeleteWarmPoolCommand({ AutoScalingGroupName, ForceDelete: true }))).rejects.toThrow(
    "not authorized to perform: autoscaling:DeleteWarmPool",
  );
  const more = new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 3 });
  await expect(reader.send(more)).rejects.toThrow("not authorized to perform: autoscaling:SetDesiredCapacity");
  expect(await states()).toEqual(["InService", "Warmed:Stopped"]);
  await made.delete();
});
