import { CreateTagsCommand, DeleteNatGatewayCommand, DescribeNatGatewaysCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { eip } from "./eip.ts";
import { natGateway } from "./nat-gateway.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "eu-central-1";
const vpc = useVpc(emulator, region);

async function seen(id: string) {
  const command = new DescribeNatGatewaysCommand({ NatGatewayIds: [id] });
  return (await emulator.client(EC2Client, region).send(command)).NatGateways?.[0];
}

test("a NAT gateway is made, found, tagged, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const address = await TestResource.create(eip, context, {});
  const inputs = { allocationId: address.id, subnetId: vpc.subnetA, tags: { Name: "dr-1" } };
  const made = await TestResource.create(natGateway, context, inputs);
  expect(await seen(made.id)).toMatchObject({
    SubnetId: vpc.subnetA,
    State: "available",
    ConnectivityType: "public",
    Tags: [{ Key: "Name", Value: "dr-1" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    connectivityType: "public",
    publicIp: address.state["publicIp"],
    tagsAll: inputs.tags,
    vpcId: vpc.id,
  });
  expect(await natGateway.list(context)).toEqual([{ id: made.id, name: "dr-1", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  // Which address it has is what the emulator does not tell.
  const adopted = await TestResource.adopt(natGateway, context, made.id);
  expect(adopted.inputs).toEqual({ subnetId: vpc.subnetA, tags: inputs.tags });

  await made.update({ ...inputs, tags: { Name: "dr-2" } });
  expect((await seen(made.id))?.Tags).toEqual([{ Key: "Name", Value: "dr-2" }]);
  const byHand = new CreateTagsCommand({ Resources: [made.id], Tags: [{ Key: "Owner", Value: "me" }] });
  await emulator.client(EC2Client, region).send(byHand);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["tags.Owner", "delete"]]));
  expect(made.diff({ allocationId: "eipalloc-2", subnetId: vpc.subnetB }).replaces).toEqual(
    new Set(["allocationId", "subnetId"]),
  );

  await made.delete();
  expect((await seen(made.id))?.State).toBe("deleted");
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await natGateway.list(context)).toEqual([]);
  await address.delete();
});

test("one that somebody has deleted is gone, though it is still shown", async () => {
  const context = emulator.context(region);
  const inputs = { subnetId: vpc.subnetA, connectivityType: "private" };
  const made = await TestResource.create(natGateway, context, inputs);
  expect(made.state).toEqual({ ...inputs, tags: {}, tagsAll: {}, vpcId: vpc.id });
  await emulator.client(EC2Client, region).send(new DeleteNatGatewayCommand({ NatGatewayId: made.id }));
  expect(await made.refresh()).toBe(false);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(natGateway, { subnetId: "subnet-1", privateIp: "10.0.0.4" })).toEqual([
    {
      property: "privateIp",
      reason:
        "unknown to the stand-in of aws:ec2/natGateway:NatGateway; legal: allocationId, connectivityType, subnetId, tags",
    },
  ]);
});
