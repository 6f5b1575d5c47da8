import {
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { vpc } from "./vpc.ts";

const emulator = useEmulator();
const region = "us-west-2";

/** What an independent client sees. */
async function seen(id: string) {
  const ec2 = emulator.client(EC2Client, region);
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
  const attribute = (Attribute: "enableDnsHostnames" | "enableDnsSupport") =>
    ec2.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute }));
  return {
    block: Vpcs?.[0]?.CidrBlock,
    tags: Vpcs?.[0]?.Tags,
    hostnames: (await attribute("enableDnsHostnames")).EnableDnsHostnames?.Value,
    support: (await attribute("enableDnsSupport")).EnableDnsSupport?.Value,
  };
}

test("a VPC is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  expect(await vpc.list(context)).toEqual([]);
  const inputs = { cidrBlock: "10.20.0.0/16", enableDnsHostnames: true, tags: { Name: "dr-vpc", "tandem:urn": "vpc" } };
  const made = await TestResource.create(vpc, context, inputs);
  expect(await seen(made.id)).toEqual({
    block: "10.20.0.0/16",
    hostnames: true,
    support: true,
    tags: [
      { Key: "Name", Value: "dr-vpc" },
      { Key: "tandem:urn", Value: "vpc" },
    ],
  });
  const ec2 = emulator.client(EC2Client, region);
  const Filters = [{ Name: "vpc-id", Values: [made.id] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
  expect(made.state).toEqual({
    ...inputs,
    enableDnsSupport: true,
    instanceTenancy: "default",
    arn: `arn:aws:ec2:us-west-2:000000000000:vpc/${made.id}`,
    defaultNetworkAclId: NetworkAcls?.[0]?.NetworkAclId,
    defaultRouteTableId: RouteTables?.[0]?.RouteTableId,
    defaultSecurityGroupId: SecurityGroups?.[0]?.GroupId,
    dhcpOptionsId: "dopt-00000001",
    mainRouteTableId: RouteTables?.[0]?.RouteTableId,
    ownerId: "000000000000",
    tagsAll: inputs.tags,
  });
  expect(await vpc.list(context)).toEqual([{ id: made.id, name: "dr-vpc", tags: inputs.tags }]);
  expect(await find(vpc, emulator.context("us-east-1"), { id: made.id })).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ cidrBlock: "10.20.0.0/16", enableDnsSupport: false, tags: { Name: "dr" } });
  expect(await seen(made.id)).toEqual({
    block: "10.20.0.0/16",
    hostnames: false,
    support: false,
    tags: [{ Key: "Name", Value: "dr" }],
  });

  const wanted = made.inputs;
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: made.id, EnableDnsSupport: { Value: true } }));
  await made.refresh();
  expect(made.inputs).toEqual({ cidrBlock: "10.20.0.0/16", enableDnsSupport: true, tags: { Name: "dr" } });
  expect(made.diff(wanted).changes).toEqual(new Map([["enableDnsSupport", "update"]]));

  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`The vpc ID '${made.id}' does not exist`);
  expect(await made.refresh()).toBe(false);
  expect(await vpc.list(context)).toEqual([]);
});

test("another block is another VPC, and so is another tenancy", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(vpc, context, { cidrBlock: "10.20.0.0/16", enableDnsSupport: false });
  expect(await seen(made.id)).toMatchObject({ hostnames: false, support: false });
  const news = { cidrBlock: "10.21.0.0/16", enableDnsSupport: false, instanceTenancy: "dedicated" };
  expect(made.diff(news).changes).toEqual(
    new Map([
      ["cidrBlock", "update-replace"],
      ["instanceTenancy", "add-replace"],
    ]),
  );
  await made.delete();
});

test("a VPC that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const inputs = { cidrBlock: "10.20.0.0/16", enableDnsHostnames: true, tags: { Name: "vpc" } };
  const made = await TestResource.create(vpc, context, inputs);
  expect((await TestResource.adopt(vpc, context, made.id)).inputs).toEqual(inputs);
  await made.delete();
});

test("the VPC that AWS makes in each region is read by its id and listed by nobody", async () => {
  const context = emulator.context(region);
  const { Vpcs } = await emulator.client(EC2Client, region).send(new DescribeVpcsCommand({}));
  expect(Vpcs?.map(({ IsDefault }) => IsDefault)).toEqual([true]);
  expect(await vpc.read(context, Vpcs?.[0]?.VpcId ?? "", {})).toMatchObject({ cidrBlock: "172.31.0.0/16" });
  expect(await vpc.list(context)).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(vpc, { cidrBlock: "10.0.0.0/16", ipv6CidrBlock: "2001:db8::/56" })).toEqual([
    {
      property: "ipv6CidrBlock",
      reason:
        "unknown to the stand-in of aws:ec2/vpc:Vpc; legal: cidrBlock, enableDnsHostnames, enableDnsSupport, instanceTenancy, tags",
    },
  ]);
});
