import { DescribeSubnetsCommand, EC2Client, ModifySubnetAttributeCommand } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { subnet } from "./subnet.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-east-2";
const vpc = useVpc(emulator, region);
const inputsOf = (more: object = {}) => ({
  vpcId: vpc.id,
  cidrBlock: "10.9.2.0/24",
  availabilityZone: "us-east-2c",
  assignIpv6AddressOnCreation: false,
  mapPublicIpOnLaunch: true,
  tags: { Name: "dr-public-3", SubnetType: "Public" },
  ...more,
});

async function seen(id: string) {
  const { Subnets } = await emulator.client(EC2Client, region).send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
  return Subnets?.[0];
}

test("a subnet is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = inputsOf();
  const made = await TestResource.create(subnet, context, inputs);
  expect(await seen(made.id)).toMatchObject({
    VpcId: vpc.id,
    CidrBlock: "10.9.2.0/24",
    AvailabilityZone: "us-east-2c",
    MapPublicIpOnLaunch: true,
    Tags: [
      { Key: "Name", Value: "dr-public-3" },
      { Key: "SubnetType", Value: "Public" },
    ],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:us-east-2:000000000000:subnet/${made.id}`,
    ownerId: "000000000000",
    tagsAll: inputs.tags,
  });
  const listed = [{ id: made.id, name: "dr-public-3", tags: inputs.tags }];
  expect(await find(subnet, context, { name: "dr-public-3" })).toEqual(listed);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ ...inputs, mapPublicIpOnLaunch: false, tags: { Name: "private" } });
  expect(await seen(made.id)).toMatchObject({
    MapPublicIpOnLaunch: false,
    Tags: [{ Key: "Name", Value: "private" }],
  });

  const MapPublicIpOnLaunch = { Value: true };
  const change = new ModifySubnetAttributeCommand({ SubnetId: made.id, MapPublicIpOnLaunch });
  await emulator.client(EC2Client, region).send(change);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["mapPublicIpOnLaunch", "update"]]));

  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`The subnet ID '${made.id}' does not exist`);
  expect(await made.refresh()).toBe(false);
  expect(await find(subnet, context, { id: made.id })).toEqual([]);
});

test("a subnet cannot move, so another place is another subnet", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(subnet, context, inputsOf());
  const news = { ...inputsOf(), vpcId: "vpc-2", cidrBlock: "10.9.3.0/24", availabilityZone: "us-east-2a" };
  expect(made.diff(news).replaces).toEqual(new Set(["vpcId", "cidrBlock", "availabilityZone"]));
  await made.delete();
});

test("a subnet that exists is adopted, and those of AWS's own VPC are listed by nobody", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(subnet, context, inputsOf());
  const { assignIpv6AddressOnCreation: _, ...told } = inputsOf();
  expect((await TestResource.adopt(subnet, context, made.id)).inputs).toEqual(told);
  const { Subnets = [] } = await emulator.client(EC2Client, region).send(new DescribeSubnetsCommand({}));
  expect(Subnets.filter(({ DefaultForAz }) => DefaultForAz === true)).toHaveLength(3);
  const ids = (await subnet.list(context)).map(({ id }) => id);
  expect(ids.toSorted()).toEqual([vpc.subnetA, vpc.subnetB, made.id].toSorted());
  await made.delete();
});

test("IPv6 is refused, as are properties that the entry does not know", async () => {
  const context = emulator.context(region);
  const wanted = TestResource.create(subnet, context, inputsOf({ assignIpv6AddressOnCreation: true }));
  await expect(wanted).rejects.toThrow("assignIpv6AddressOnCreation: true is unknown to the stand-in");
  expect(checkInputs(subnet, inputsOf({ enableDns64: true })).map(({ property }) => property)).toEqual(["enableDns64"]);
});
