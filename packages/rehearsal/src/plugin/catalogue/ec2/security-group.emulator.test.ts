import {
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { securityGroup } from "./security-group.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-west-2";
const vpc = useVpc(emulator, region);

async function seen(id: string) {
  const ec2 = emulator.client(EC2Client, region);
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  const Filters = [{ Name: "group-id", Values: [id] }];
  const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const [group] = SecurityGroups ?? [];
  return { name: group?.GroupName, about: group?.Description, tags: group?.Tags, rules: SecurityGroupRules };
}

test("a security group is made without a rule, found, tagged, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { name: "dr-alb", vpcId: vpc.id, tags: { Name: "dr-alb" } };
  const made = await TestResource.create(securityGroup, context, inputs);
  expect(await seen(made.id)).toEqual({
    name: "dr-alb",
    about: "Managed by Pulumi",
    tags: [{ Key: "Name", Value: "dr-alb" }],
    // AWS gives a new group one that lets everything out.
    rules: [],
  });
  expect(made.state).toEqual({
    ...inputs,
    description: "Managed by Pulumi",
    arn: `arn:aws:ec2:us-west-2:000000000000:security-group/${made.id}`,
    ownerId: "000000000000",
    tagsAll: inputs.tags,
  });
  // Default groups, which AWS makes with each VPC, are not among them.
  expect(await securityGroup.list(context)).toEqual([{ id: made.id, name: "dr-alb", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(securityGroup, context, made.id)).inputs).toEqual(inputs);

  await made.update({ ...inputs, tags: { Name: "alb" } });
  expect((await seen(made.id)).tags).toEqual([{ Key: "Name", Value: "alb" }]);
  const byHand = new CreateTagsCommand({ Resources: [made.id], Tags: [{ Key: "Name", Value: "mine" }] });
  await emulator.client(EC2Client, region).send(byHand);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["tags.Name", "update"]]));
  const news = { name: "dr", description: "balancer", vpcId: "vpc-2" };
  expect(made.diff(news).replaces).toEqual(new Set(["name", "description", "vpcId"]));

  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`The security group '${made.id}' does not exist`);
  expect(await made.refresh()).toBe(false);
  expect(await find(securityGroup, context, { name: "dr-alb" })).toEqual([]);
});

test("a name that its VPC has already is AWS's to refuse", async () => {
  const context = emulator.context(region);
  const inputs = { name: "dr-app", vpcId: vpc.id, description: "functions" };
  const made = await TestResource.create(securityGroup, context, inputs);
  await expect(TestResource.create(securityGroup, context, inputs)).rejects.toThrow("'dr-app' already exists");
  await made.delete();
});

test("rules inside the group are refused: they are resources of theirs", () => {
  expect(checkInputs(securityGroup, { name: "x", vpcId: "vpc-1", ingress: [] })).toEqual([
    {
      property: "ingress",
      reason: "unknown to the stand-in of aws:ec2/securityGroup:SecurityGroup; legal: description, name, tags, vpcId",
    },
  ]);
});
