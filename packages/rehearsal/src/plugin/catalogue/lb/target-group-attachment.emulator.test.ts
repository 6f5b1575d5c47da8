import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { roleArn, useBundles, useRole } from "../lambda/function-fixture.ts";
import { lambdaFunction } from "../lambda/function.ts";
import { permission } from "../lambda/permission.ts";
import { makeFunctionGroup } from "./fixture.ts";
import { targetGroupAttachment } from "./target-group-attachment.ts";
import { targetGroup } from "./target-group.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();
const client = () => emulator.client(ElasticLoadBalancingV2Client, region);

/** What an independent client sees. */
async function seen(arn: string) {
  const { TargetHealthDescriptions = [] } = await client().send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
  );
  return TargetHealthDescriptions.map(({ Target }) => Target?.Id);
}

async function makeFunction(name: string): Promise<TestResource> {
  return TestResource.create(lambdaFunction, emulator.context(region), {
    name,
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: roleArn,
    code: await bundle("export const one = 1;"),
  });
}

function permit(name: string, sourceArn: string): Promise<TestResource> {
  return TestResource.create(permission, emulator.context(region), {
    statementId: "balancer",
    action: "lambda:InvokeFunction",
    function: name,
    principal: "elasticloadbalancing.amazonaws.com",
    sourceArn,
  });
}

test("a function is attached once its policy lets the group invoke it, found, seen when it is gone, and detached", async () => {
  const context = emulator.context(region);
  const group = await makeFunctionGroup(emulator, region);
  const made = await makeFunction("ledger");
  const targetId = made.state["arn"] as string;
  const inputs = { targetGroupArn: group.id, targetId };
  const refusal = `AccessDenied: elasticloadbalancing principal does not have permission to invoke ${targetId} from target group ${group.id}`;
  await expect(TestResource.create(targetGroupAttachment, context, inputs)).rejects.toThrow(new Error(refusal));
  const foreign = await permit("ledger", `${group.id}0`);
  await expect(TestResource.create(targetGroupAttachment, context, inputs)).rejects.toThrow(new Error(refusal));
  await foreign.delete();
  const allowed = await permit("ledger", group.id);

  const attached = await TestResource.create(targetGroupAttachment, context, inputs);
  expect(attached.id).toBe(`${group.id},${targetId}`);
  expect(attached.state).toEqual(inputs);
  expect(await seen(group.id)).toEqual([targetId]);
  expect(await find(targetGroupAttachment, context, { name: targetId })).toEqual([{ id: attached.id, name: targetId }]);
  await attached.refresh();
  expect(attached.inputs).toEqual(inputs);
  expect((await TestResource.adopt(targetGroupAttachment, context, attached.id)).inputs).toEqual(inputs);
  expect(attached.diff({ targetGroupArn: "a", targetId: "b", port: 1 }).replaces).toEqual(
    new Set(["targetGroupArn", "targetId", "port"]),
  );

  const second = await makeFunction("second");
  const other = { targetGroupArn: group.id, targetId: second.state["arn"] as string };
  await expect(TestResource.create(targetGroupAttachment, context, other)).rejects.toThrow(
    `TooManyTargets: target group ${group.id} has a function already: ${targetId}`,
  );

  const Targets = [{ Id: targetId }];
  await client().send(new DeregisterTargetsCommand({ TargetGroupArn: group.id, Targets }));
  expect(await attached.refresh()).toBe(false);
  const again = await TestResource.create(targetGroupAttachment, context, inputs);
  await again.delete();
  expect(await seen(group.id)).toEqual([]);
  await again.delete();
  await group.delete();
  await again.delete();
  expect(await again.refresh()).toBe(false);
  for (const resource of [allowed, made, second]) await resource.delete();
});

test("an instance is attached at a port of its own", async () => {
  const context = emulator.context(region);
  const web = { name: "web", port: 8080, protocol: "HTTP", vpcId: "vpc-1" };
  const group = await TestResource.create(targetGroup, context, web);
  const inputs = { targetGroupArn: group.id, targetId: "i-0123456789abcdef0", port: 9090 };
  const attached = await TestResource.create(targetGroupAttachment, context, inputs);
  expect(attached.id).toBe(`${group.id},i-0123456789abcdef0,9090`);
  await attached.refresh();
  expect(attached.inputs).toEqual(inputs);
  await attached.delete();
  await group.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(targetGroupAttachment, { targetGroupArn: "a", targetId: "b", availabilityZone: "c" })).toEqual([
    {
      property: "availabilityZone",
      reason:
        "unknown to the stand-in of aws:lb/targetGroupAttachment:TargetGroupAttachment; legal: port, targetGroupArn, targetId",
    },
  ]);
});
