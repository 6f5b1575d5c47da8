import {
  CreateListenerCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { makeBalancer } from "./fixture.ts";
import { targetGroup } from "./target-group.ts";

const emulator = useEmulator();
const region = "us-west-2";
const client = () => emulator.client(ElasticLoadBalancingV2Client, region);
const instances = { name: "web", port: 8080, protocol: "HTTP", vpcId: "vpc-1" };

/** What an independent client sees. */
async function seen(arn: string) {
  const { TargetGroups: [found] = [] } = await client().send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  const { Attributes = [] } = await client().send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
  const { TagDescriptions: [tags] = [] } = await client().send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  const held = Object.fromEntries(Attributes.map(({ Key = "", Value }) => [Key, Value]));
  return {
    place: [found?.TargetType, found?.Protocol, found?.Port, found?.VpcId],
    check: [found?.HealthCheckEnabled, found?.HealthCheckPath, found?.HealthCheckPort, found?.Matcher?.HttpCode],
    counts: [
      found?.HealthCheckIntervalSeconds,
      found?.HealthCheckTimeoutSeconds,
      found?.HealthyThresholdCount,
      found?.UnhealthyThresholdCount,
    ],
    delay: held["deregistration_delay.timeout_seconds"],
    minimum: held["target_group_health.unhealthy_state_routing.minimum_healthy_targets.count"],
    failover: held["target_group_health.dns_failover.minimum_healthy_targets.percentage"],
    tags: tags?.Tags,
  };
}

async function names() {
  const { TargetGroups = [] } = await client().send(new DescribeTargetGroupsCommand({}));
  return TargetGroups.map(({ TargetGroupName }) => TargetGroupName);
}

test("a group of instances is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    ...instances,
    deregistrationDelay: 30,
    healthCheck: {
      path: "/health",
      interval: 10,
      timeout: 4,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: "200",
    },
    targetGroupHealth: {
      dnsFailover: { minimumHealthyTargetsCount: "2", minimumHealthyTargetsPercentage: "50" },
      unhealthyStateRouting: { minimumHealthyTargetsCount: 2 },
    },
    tags: { "tandem:urn": "web" },
  };
  expect(await find(targetGroup, context, { name: "web" })).toEqual([]);
  const made = await TestResource.create(targetGroup, context, inputs);
  expect(made.id).toMatch(/^arn:aws:elasticloadbalancing:us-west-2:000000000000:targetgroup\/web\/[a-z0-9]{16}$/);
  expect(await seen(made.id)).toEqual({
    place: ["instance", "HTTP", 8080, "vpc-1"],
    check: [true, "/health", "traffic-port", "200"],
    counts: [10, 4, 2, 2],
    delay: "30",
    minimum: "2",
    failover: "50",
    tags: [{ Key: "tandem:urn", Value: "web" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    targetType: "instance",
    healthCheck: { ...inputs.healthCheck, enabled: true, port: "traffic-port", protocol: "HTTP" },
    targetGroupHealth: {
      dnsFailover: { minimumHealthyTargetsCount: "2", minimumHealthyTargetsPercentage: "50" },
      unhealthyStateRouting: { minimumHealthyTargetsCount: 2, minimumHealthyTargetsPercentage: "off" },
    },
    arn: made.id,
    arnSuffix: made.id.split(":").at(-1),
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, name: "web", tags: inputs.tags };
  expect(await find(targetGroup, context, { name: "web" })).toEqual([listed]);
  expect(await find(targetGroup, context, { tags: { "tandem:urn": "web" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const news = { ...instances, healthCheck: { path: "/ready" }, tags: { Name: "web" } };
  await made.update(news);
  expect(await seen(made.id)).toEqual({
    place: ["instance", "HTTP", 8080, "vpc-1"],
    check: [true, "/ready", "traffic-port", "200"],
    counts: [30, 5, 3, 3],
    delay: "300",
    minimum: "1",
    failover: "off",
    tags: [{ Key: "Name", Value: "web" }],
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  await client().send(new ModifyTargetGroupCommand({ TargetGroupArn: made.id, HealthyThresholdCount: 9 }));
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "1" }];
  await client().send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: made.id, Attributes }));
  await made.refresh();
  expect(made.diff(news).changes).toEqual(
    new Map([
      ["healthCheck.healthyThreshold", "delete"],
      ["deregistrationDelay", "delete"],
    ]),
  );

  await made.delete();
  expect(await names()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
});

test("a group of a function has AWS's settings where the program says nothing, and is adopted", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(targetGroup, context, { name: "fn", targetType: "lambda" });
  expect(await seen(made.id)).toMatchObject({ check: [false, "/", "traffic-port", "200"], counts: [35, 30, 5, 2] });
  await made.refresh();
  expect(made.inputs).toEqual({ name: "fn", targetType: "lambda" });

  const checked = {
    name: "fn",
    targetType: "lambda",
    healthCheck: { path: "/health", interval: 35, matcher: "200-299" },
  };
  await made.update(checked);
  expect(await seen(made.id)).toMatchObject({
    check: [true, "/health", "traffic-port", "200-299"],
    counts: [35, 30, 3, 3],
  });
  expect((await TestResource.adopt(targetGroup, context, made.id)).inputs).toEqual({
    name: "fn",
    targetType: "lambda",
    healthCheck: { path: "/health", interval: 35, matcher: "200-299", timeout: 30 },
  });
  await made.delete();
});

test.each([
  ["name", { name: "other" }],
  ["port", { port: 80 }],
  ["protocol", { protocol: "HTTPS" }],
  ["vpcId", { vpcId: "vpc-2" }],
  ["targetType", { targetType: "lambda" }],
])("another %s is another group", async (property, change) => {
  const made = await TestResource.create(targetGroup, emulator.context(region), instances);
  const { changes, replaces } = made.diff({ ...instances, ...change });
  expect([[...replaces], changes.size]).toEqual([[property], 1]);
  await made.delete();
});

test("a group that a listener uses is not deleted", async () => {
  const context = emulator.context(region);
  const balancer = await makeBalancer(emulator, region);
  const made = await TestResource.create(targetGroup, context, instances);
  await client().send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.id,
      Port: 80,
      Protocol: "HTTP",
      DefaultActions: [{ Type: "forward", TargetGroupArn: made.id }],
    }),
  );
  await expect(made.delete()).rejects.toThrow(
    /^ResourceInUse: target group .* is currently in use by arn:.*:listener\//,
  );
  await balancer.delete();
  await made.delete();
  expect(await names()).toEqual([]);
});

test.each([
  [{ name: "x", targetType: "ip" }, "targetType ip is not known here; legal: lambda, instance"],
  [
    { name: "x", targetType: "lambda", port: 80, targetGroupHealth: {} },
    "port, targetGroupHealth: not for a target group of type lambda",
  ],
  [{ name: "x", port: 80, protocol: "HTTP" }, "vpcId: missing; a target group of type instance needs it"],
  [{ ...instances, protocol: "TCP" }, "protocol TCP is not known here; legal: HTTP, HTTPS"],
  [
    { name: "x", targetType: "lambda", healthCheck: { path: "/health" } },
    "healthCheck: its timeout of 30 s is not less than its interval of 30 s",
  ],
  [{ ...instances, name: "-x" }, 'name is "-x"; legal: 1 to 32 letters, digits and hyphens, no hyphen at an end'],
])("what AWS would refuse is refused: %j", async (inputs, reason) => {
  await expect(TestResource.create(targetGroup, emulator.context(region), inputs)).rejects.toThrow(new Error(reason));
  expect(await names()).toEqual([]);
});

test("properties that the entry does not know are refused", () => {
  const inputs = { ...instances, stickiness: {}, targetGroupHealth: { dnsFailover: { count: 1 } } };
  expect(checkInputs(targetGroup, inputs)).toEqual([
    {
      property: "stickiness",
      reason:
        "unknown to the stand-in of aws:lb/targetGroup:TargetGroup; legal: deregistrationDelay, healthCheck, name, port, protocol, tags, targetGroupHealth, targetType, vpcId",
    },
    {
      property: "targetGroupHealth.dnsFailover.count",
      reason:
        "unknown to the stand-in of aws:lb/targetGroup:TargetGroup; legal: minimumHealthyTargetsCount, minimumHealthyTargetsPercentage",
    },
  ]);
});
