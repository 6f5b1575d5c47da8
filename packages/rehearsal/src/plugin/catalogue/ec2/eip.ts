import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  EC2Client,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import type { Address } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { asked, present } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "InvalidAllocationID.NotFound";

/** A public IPv4 address that stays. Its identifier is its allocation's. */
export const eip: ResourceEntry = {
  type: "aws:ec2/eip:Eip",
  properties: { domain: { replaces: true }, tags: tagsSpec },
  computed: { allocationId: "stable", arn: "stable", publicIp: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { AllocationId } = await context.client(EC2Client).send(
      new AllocateAddressCommand({
        Domain: "vpc",
        TagSpecifications: tagSpecifications("elastic-ip", tagsOf(inputs)),
      }),
    );
    if (AllocationId === undefined) throw new Error("AllocateAddress answers without an allocation id");
    return AllocationId;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    return present({
      domain: asked(known, "domain") ? found.Domain : undefined,
      allocationId: found.AllocationId,
      arn: ec2Arn(context, "elastic-ip", id),
      publicIp: found.PublicIp,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    await unlessGone(context.client(EC2Client).send(new ReleaseAddressCommand({ AllocationId: id })), gone);
  },

  async list(context) {
    const { Addresses = [] } = await context.client(EC2Client).send(new DescribeAddressesCommand({}));
    return Addresses.map(({ AllocationId = "", Tags }) => listed(AllocationId, Tags));
  },
};

async function describe(context: CallContext, id: string): Promise<Address | undefined> {
  const call = context.client(EC2Client).send(new DescribeAddressesCommand({ AllocationIds: [id] }));
  return (await unlessGone(call, gone))?.Addresses?.[0];
}
