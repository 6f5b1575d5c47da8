import {
  AttachInternetGatewayCommand,
  CreateVpcCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { internetGateway } from "./internet-gateway.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-east-2";
const vpc = useVpc(emulator, region);

async function seen(id: string) {
  const command = new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] });
  const { InternetGateways } = await emulator.client(EC2Client, region).send(command);
  return { vpcs: InternetGateways?.[0]?.Attachments?.map(({ VpcId }) => VpcId), tags: InternetGateways?.[0]?.Tags };
}

test("an internet gateway is made and attached, found, moved, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const ec2 = emulator.client(EC2Client, region);
  const inputs = { vpcId: vpc.id, tags: { Name: "dr" } };
  const made = await TestResource.create(internetGateway, context, inputs);
  expect(await seen(made.id)).toEqual({ vpcs: [vpc.id], tags: [{ Key: "Name", Value: "dr" }] });
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:us-east-2:000000000000:internet-gateway/${made.id}`,
    ownerId: "000000000000",
    tagsAll: inputs.tags,
  });
  // AWS's own, of the default VPC, is not among them.
  expect(await internetGateway.list(context)).toEqual([{ id: made.id, name: "dr", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(internetGateway, context, made.id)).inputs).toEqual(inputs);

  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.8.0.0/16" }));
  const other = Vpc?.VpcId ?? "";
  expect(made.diff({ vpcId: other }).replaces).toEqual(new Set());
  await made.update({ vpcId: other });
  expect(await seen(made.id)).toEqual({ vpcs: [other], tags: [] });

  await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId: made.id, VpcId: other }));
  const wanted = made.inputs;
  await made.refresh();
  expect(made.inputs).toEqual({});
  expect(made.diff(wanted).changes).toEqual(new Map([["vpcId", "add"]]));
  await made.update(wanted);
  expect((await seen(made.id)).vpcs).toEqual([other]);

  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`The internet gateway ID '${made.id}' does not exist`);
  expect(await made.refresh()).toBe(false);
  expect(await find(internetGateway, context, { id: made.id })).toEqual([]);
});

test("a gateway that somebody has moved is detached from where it is, and deleted", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(internetGateway, context, {});
  expect((await seen(made.id)).vpcs).toEqual([]);
  const attached = new AttachInternetGatewayCommand({ InternetGatewayId: made.id, VpcId: vpc.id });
  await emulator.client(EC2Client, region).send(attached);
  await made.delete();
  expect(await internetGateway.list(context)).toEqual([]);
});
