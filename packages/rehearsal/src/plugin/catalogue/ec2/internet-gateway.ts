import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
  EC2Client,
  paginateDescribeInternetGateways,
} from "@aws-sdk/client-ec2";
import type { InternetGateway } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { present, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { defaultVpcIds } from "./default-vpc.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "InvalidInternetGatewayID.NotFound";

/** An internet gateway with its attachment to a VPC, which is not a resource of its own here. */
export const internetGateway: ResourceEntry = {
  type: "aws:ec2/internetGateway:InternetGateway",
  properties: { tags: tagsSpec, vpcId: {} },
  computed: { arn: "stable", ownerId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { InternetGateway: made } = await context
      .client(EC2Client)
      .send(
        new CreateInternetGatewayCommand({ TagSpecifications: tagSpecifications("internet-gateway", tagsOf(inputs)) }),
      );
    const id = made?.InternetGatewayId;
    if (id === undefined) throw new Error("CreateInternetGateway answers without an id");
    await completeOrUndo(
      `internet gateway ${id}`,
      () => move(context, id, undefined, text(inputs, "vpcId")),
      () => remove(context, id),
    );
    return id;
  },

  async read(context, id) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    return present({
      vpcId: attachedTo(found),
      arn: ec2Arn(context, "internet-gateway", id),
      ownerId: found.OwnerId,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("vpcId")) await move(context, id, text(olds, "vpcId"), text(news, "vpcId"));
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    const found = await describe(context, id);
    if (found === undefined) return;
    await move(context, id, attachedTo(found), undefined);
    await remove(context, id);
  },

  async list(context) {
    const pages = paginateDescribeInternetGateways({ client: context.client(EC2Client) }, {});
    const gateways = await everyItem(pages, (page) => page.InternetGateways);
    // AWS makes one for each default VPC, which is all that tells it from others.
    const defaults = await defaultVpcIds(context);
    return gateways
      .filter((gateway) => !defaults.has(attachedTo(gateway) ?? ""))
      .map(({ InternetGatewayId = "", Tags }) => listed(InternetGatewayId, Tags));
  },
};

async function describe(context: CallContext, id: string): Promise<InternetGateway | undefined> {
  const command = new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] });
  return (await unlessGone(context.client(EC2Client).send(command), gone))?.InternetGateways?.[0];
}

/** A gateway is attached to one VPC at most. */
function attachedTo({ Attachments }: InternetGateway): string | undefined {
  return Attachments?.[0]?.VpcId;
}

async function move(
  context: CallContext,
  InternetGatewayId: string,
  from: string | undefined,
  to: string | undefined,
): Promise<void> {
  const client = context.client(EC2Client);
  if (from !== undefined) {
    const detached = client.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: from }));
    await unlessGone(detached, "Gateway.NotAttached", "InvalidVpcID.NotFound");
  }
  if (to !== undefined) await client.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: to }));
}

async function remove(context: CallContext, InternetGatewayId: string): Promise<void> {
  await unlessGone(context.client(EC2Client).send(new DeleteInternetGatewayCommand({ InternetGatewayId })), gone);
}
