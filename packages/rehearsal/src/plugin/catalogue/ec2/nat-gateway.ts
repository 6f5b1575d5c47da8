import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  EC2Client,
  paginateDescribeNatGateways,
} from "@aws-sdk/client-ec2";
import type { ConnectivityType, NatGateway } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone, waitFor } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "NatGatewayNotFound";

/** AWS gives no time for either; this is the official provider's. */
const [createSeconds, deleteSeconds] = [600, 1800];

/** A NAT gateway in one subnet, public where it has an address. */
export const natGateway: ResourceEntry = {
  type: "aws:ec2/natGateway:NatGateway",
  properties: {
    // The emulator keeps it and never tells it.
    allocationId: { replaces: true, writeOnly: true },
    connectivityType: { default: "public", replaces: true },
    subnetId: { required: true, replaces: true },
    tags: tagsSpec,
  },
  computed: { publicIp: "stable", tagsAll: "volatile", vpcId: "stable" },

  async create(context, inputs) {
    const { NatGateway: made } = await context.client(EC2Client).send(
      new CreateNatGatewayCommand({
        AllocationId: text(inputs, "allocationId"),
        ConnectivityType: text(inputs, "connectivityType") as ConnectivityType | undefined,
        SubnetId: requiredText(inputs, "subnetId"),
        TagSpecifications: tagSpecifications("natgateway", tagsOf(inputs)),
      }),
    );
    const id = made?.NatGatewayId;
    if (id === undefined) throw new Error("CreateNatGateway answers without an id");
    // One that fails goes away by itself, so there is nothing to undo.
    await waitFor(`NAT gateway ${id} being available`, createSeconds, async () => {
      const found = await describe(context, id);
      if (found?.State === "failed")
        throw new Error(`NAT gateway ${id} failed: ${found.FailureMessage ?? "unsaid why"}`);
      return found?.State === "available" ? found : undefined;
    });
    return id;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    // A deleted one is shown for an hour.
    if (found === undefined || found.State === "deleted") return undefined;
    return present({
      connectivityType: found.ConnectivityType,
      subnetId: found.SubnetId,
      publicIp: await publicIpOf(context, found, text(known, "allocationId")),
      vpcId: found.VpcId,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    const found = await describe(context, id);
    if (found === undefined || found.State === "deleted") return;
    await unlessGone(context.client(EC2Client).send(new DeleteNatGatewayCommand({ NatGatewayId: id })), gone);
    await waitFor(`the deletion of NAT gateway ${id}`, deleteSeconds, async () => {
      const left = await describe(context, id);
      return left === undefined || left.State === "deleted" ? true : undefined;
    });
  },

  async list(context) {
    const pages = paginateDescribeNatGateways({ client: context.client(EC2Client) }, {});
    const gateways = await everyItem(pages, (page) => page.NatGateways);
    return gateways
      .filter(({ State }) => State !== "deleted")
      .map(({ NatGatewayId = "", Tags }) => listed(NatGatewayId, Tags));
  },
};

async function describe(context: CallContext, id: string): Promise<NatGateway | undefined> {
  const call = context.client(EC2Client).send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
  return (await unlessGone(call, gone))?.NatGateways?.[0];
}

/** The gateway's own word; the emulator gives none, so there it is the allocation's. */
async function publicIpOf(
  context: CallContext,
  { NatGatewayAddresses = [] }: NatGateway,
  allocationId: string | undefined,
): Promise<string | undefined> {
  const told = NatGatewayAddresses.find(({ AllocationId }) => AllocationId === allocationId)?.PublicIp;
  if (told !== undefined || allocationId === undefined) return told;
  const command = new DescribeAddressesCommand({ AllocationIds: [allocationId] });
  const found = await unlessGone(context.client(EC2Client).send(command), "InvalidAllocationID.NotFound");
  return found?.Addresses?.[0]?.PublicIp;
}
