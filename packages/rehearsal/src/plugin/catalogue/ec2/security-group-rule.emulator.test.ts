import {
  AuthorizeSecurityGroupIngressCommand,
  DescribePrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { securityGroupEgressRule, securityGroupIngressRule } from "./security-group-rule.ts";
import { securityGroup } from "./security-group.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-west-2";
const vpc = useVpc(emulator, region);
let group = "";
let other = "";
beforeAll(async () => {
  const make = (name: string) => TestResource.create(securityGroup, emulator.context(region), { name, vpcId: vpc.id });
  [group, other] = [(await make("balancer")).id, (await make("functions")).id];
});

async function seen() {
  const Filters = [{ Name: "group-id", Values: [group] }];
  const command = new DescribeSecurityGroupRulesCommand({ Filters });
  return (await emulator.client(EC2Client, region).send(command)).SecurityGroupRules ?? [];
}

async function prefixListOf(service: string): Promise<string> {
  const Filters = [{ Name: "prefix-list-name", Values: [`com.amazonaws.us-west-2.${service}`] }];
  const command = new DescribePrefixListsCommand({ Filters });
  return (await emulator.client(EC2Client, region).send(command)).PrefixLists?.[0]?.PrefixListId ?? "";
}

const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };

test("an ingress rule is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const ec2 = emulator.client(EC2Client, region);
  const inputs = { securityGroupId: group, ...https, description: "clients", tags: { Name: "https" } };
  const made = await TestResource.create(securityGroupIngressRule, context, inputs);
  expect(await seen()).toMatchObject([
    {
      SecurityGroupRuleId: made.id,
      IsEgress: false,
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: "0.0.0.0/0",
      Description: "clients",
      Tags: [{ Key: "Name", Value: "https" }],
    },
  ]);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:us-west-2:000000000000:security-group-rule/${made.id}`,
    securityGroupRuleId: made.id,
    tagsAll: inputs.tags,
  });
  expect(await securityGroupIngressRule.list(context)).toEqual([{ id: made.id, tags: inputs.tags }]);
  expect(await securityGroupEgressRule.list(context)).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(securityGroupIngressRule, context, made.id)).inputs).toEqual(inputs);
  expect(await securityGroupEgressRule.read(context, made.id, {})).toBe(undefined);

  await made.update({ ...inputs, toPort: 444, description: "all", tags: {} });
  expect(await seen()).toMatchObject([{ SecurityGroupRuleId: made.id, FromPort: 443, ToPort: 444 }]);
  expect((await seen())[0]?.Description).toBe("all");
  await expect(made.update({ ...made.inputs, description: "" })).rejects.toThrow("does not take one away");

  const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 443, ToPort: 444, CidrIpv4: "10.0.0.0/8" };
  const SecurityGroupRules = [{ SecurityGroupRuleId: made.id, SecurityGroupRule }];
  await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules }));
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["cidrIpv4", "update"]]));
  expect(made.diff({ ...inputs, securityGroupId: other }).replaces).toEqual(new Set(["securityGroupId"]));

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  expect(await made.refresh()).toBe(false);
});

test("an egress rule to a group, to everywhere and to a prefix list each read back as they were asked for", async () => {
  const context = emulator.context(region);
  const [dynamodb, s3] = [await prefixListOf("dynamodb"), await prefixListOf("s3")];
  const ends = [
    { securityGroupId: group, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, referencedSecurityGroupId: other },
    { securityGroupId: group, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
    { securityGroupId: group, ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: dynamodb },
    { securityGroupId: group, ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: s3 },
  ];
  const rules: TestResource[] = [];
  for (const inputs of ends) rules.push(await TestResource.create(securityGroupEgressRule, context, inputs));
  for (const [index, rule] of rules.entries()) {
    await rule.refresh();
    expect(rule.inputs).toEqual(ends[index]);
  }
  const ids = rules.map(({ id }) => id).toSorted();
  expect((await securityGroupEgressRule.list(context)).map(({ id }) => id).toSorted()).toEqual(ids);
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [group] });
  const { SecurityGroups } = await emulator.client(EC2Client, region).send(command);
  expect(SecurityGroups?.[0]?.IpPermissionsEgress?.flatMap(({ PrefixListIds = [] }) => PrefixListIds)).toEqual([
    { PrefixListId: dynamodb },
    { PrefixListId: s3 },
  ]);
  for (const rule of rules) await rule.delete();
  expect(await seen()).toEqual([]);
  const noList = { ...ends[3], prefixListId: "pl-none" };
  await expect(TestResource.create(securityGroupEgressRule, context, noList)).rejects.toThrow(
    "InvalidPrefixListID.NotFound: there is no prefix list pl-none",
  );
});

test("a rule that the group has already is refused, as AWS does", async () => {
  const context = emulator.context(region);
  const inputs = { securityGroupId: group, ...https };
  const made = await TestResource.create(securityGroupIngressRule, context, inputs);
  await expect(TestResource.create(securityGroupIngressRule, context, inputs)).rejects.toThrow(
    `InvalidPermission.Duplicate: ${group} has this rule already, as ${made.id}`,
  );
  await made.delete();
});

test("what AWS gives a default group is listed by nobody, what others add to it is", async () => {
  const context = emulator.context(region);
  const ec2 = emulator.client(EC2Client, region);
  const Filters = [
    { Name: "group-name", Values: ["default"] },
    { Name: "vpc-id", Values: [vpc.id] },
  ];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const GroupId = SecurityGroups?.[0]?.GroupId ?? "";
  const own = { GroupId, IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId }] }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(own));
  expect(await securityGroupIngressRule.list(context)).toEqual([]);
  expect(await securityGroupEgressRule.list(context)).toEqual([]);
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  const open = { GroupId, IpPermissions };
  const { SecurityGroupRules } = await ec2.send(new AuthorizeSecurityGroupIngressCommand(open));
  expect(await securityGroupIngressRule.list(context)).toEqual([
    { id: SecurityGroupRules?.[0]?.SecurityGroupRuleId, tags: {} },
  ]);
  await ec2.send(new RevokeSecurityGroupIngressCommand(open));
});

test("a rule has exactly one other end, and no property that the entry does not know", async () => {
  const inputs = { securityGroupId: group, ipProtocol: "tcp", fromPort: 80, toPort: 80 };
  const made = TestResource.create(securityGroupIngressRule, emulator.context(region), inputs);
  await expect(made).rejects.toThrow(
    "a rule has exactly one other end, not 0; legal: one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId",
  );
  expect(checkInputs(securityGroupIngressRule, { ...inputs, self: true }).map(({ property }) => property)).toEqual([
    "self",
  ]);
});
