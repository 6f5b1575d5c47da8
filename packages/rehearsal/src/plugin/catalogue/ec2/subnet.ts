import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  paginateDescribeSubnets,
} from "@aws-sdk/client-ec2";
import type { Subnet } from "@aws-sdk/client-ec2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "../calls.ts";
import { asked, flag, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "InvalidSubnetID.NotFound";

/** An IPv4 subnet in one availability zone. */
export const subnet: ResourceEntry = {
  type: "aws:ec2/subnet:Subnet",
  properties: {
    // Known because awsx always says it; the emulator has no IPv6, so only false is taken.
    assignIpv6AddressOnCreation: { default: false },
    availabilityZone: { replaces: true },
    availabilityZoneId: { replaces: true },
    cidrBlock: { required: true, replaces: true },
    mapPublicIpOnLaunch: { default: false },
    tags: tagsSpec,
    vpcId: { required: true, replaces: true },
  },
  computed: { arn: "stable", ownerId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    refuseIpv6(inputs);
    const { Subnet: made } = await context.client(EC2Client).send(
      new CreateSubnetCommand({
        AvailabilityZone: text(inputs, "availabilityZone"),
        AvailabilityZoneId: text(inputs, "availabilityZoneId"),
        CidrBlock: requiredText(inputs, "cidrBlock"),
        TagSpecifications: tagSpecifications("subnet", tagsOf(inputs)),
        VpcId: requiredText(inputs, "vpcId"),
      }),
    );
    const id = made?.SubnetId;
    if (id === undefined) throw new Error("CreateSubnet answers without an id");
    await completeOrUndo(
      `subnet ${id}`,
      async () => {
        await waitFor(`subnet ${id} being available`, 60, async () => {
          const found = await describe(context, id);
          return found?.State === "available" ? found : undefined;
        });
        if (flag(inputs, "mapPublicIpOnLaunch") === true) await modifyPublicIp(context, id, inputs);
      },
      () => remove(context, id),
    );
    return id;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    return present({
      assignIpv6AddressOnCreation: found.AssignIpv6AddressOnCreation,
      availabilityZone: asked(known, "availabilityZone") ? found.AvailabilityZone : undefined,
      availabilityZoneId: text(known, "availabilityZoneId") === undefined ? undefined : found.AvailabilityZoneId,
      cidrBlock: found.CidrBlock,
      mapPublicIpOnLaunch: found.MapPublicIpOnLaunch,
      vpcId: found.VpcId,
      arn: found.SubnetArn ?? ec2Arn(context, "subnet", id),
      ownerId: found.OwnerId,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    refuseIpv6(news);
    if (changed.has("mapPublicIpOnLaunch")) await modifyPublicIp(context, id, news);
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    await remove(context, id);
  },

  async list(context) {
    const pages = paginateDescribeSubnets({ client: context.client(EC2Client) }, {});
    const subnets = await everyItem(pages, (page) => page.Subnets);
    // AWS makes one in each zone of a default VPC, and marks it.
    return subnets
      .filter(({ DefaultForAz }) => DefaultForAz !== true)
      .map(({ SubnetId = "", Tags }) => listed(SubnetId, Tags));
  },
};

function refuseIpv6(inputs: Properties): void {
  if (flag(inputs, "assignIpv6AddressOnCreation") !== true) return;
  throw new Error(
    "assignIpv6AddressOnCreation: true is unknown to the stand-in: the emulator has no IPv6; legal: false",
  );
}

async function describe(context: CallContext, id: string): Promise<Subnet | undefined> {
  const call = context.client(EC2Client).send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
  return (await unlessGone(call, gone))?.Subnets?.[0];
}

async function modifyPublicIp(context: CallContext, id: string, inputs: Properties): Promise<void> {
  const MapPublicIpOnLaunch = { Value: flag(inputs, "mapPublicIpOnLaunch") ?? false };
  await context.client(EC2Client).send(new ModifySubnetAttributeCommand({ SubnetId: id, MapPublicIpOnLaunch }));
}

async function remove(context: CallContext, id: string): Promise<void> {
  await unlessGone(context.client(EC2Client).send(new DeleteSubnetCommand({ SubnetId: id })), gone);
}
