import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribePrefixListsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  paginateDescribeVpcEndpoints,
} from "@aws-sdk/client-ec2";
import type { VpcEndpoint, VpcEndpointType } from "@aws-sdk/client-ec2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone, waitFor } from "../calls.ts";
import { asked, flag, present, requiredText, text, texts } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "InvalidVpcEndpointId.NotFound";

/** The official provider's, for either way. */
const waitSeconds = 600;

/** The private way to an AWS service: a Gateway by route tables, or an Interface by subnets and security groups. */
export const vpcEndpoint: ResourceEntry = {
  type: "aws:ec2/vpcEndpoint:VpcEndpoint",
  properties: {
    // The emulator tells none of the next three, so a change of theirs that no program made goes unseen in a rehearsal.
    policy: { json: true, writeOnly: true },
    privateDnsEnabled: { writeOnly: true },
    securityGroupIds: { set: true, writeOnly: true },
    routeTableIds: { set: true },
    serviceName: { required: true, replaces: true },
    subnetIds: { set: true },
    tags: tagsSpec,
    vpcEndpointType: { default: "Gateway", replaces: true },
    vpcId: { required: true, replaces: true },
  },
  computed: {
    arn: "stable",
    cidrBlocks: "stable",
    ownerId: "stable",
    prefixListId: "stable",
    state: "volatile",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const { VpcEndpoint: made } = await context.client(EC2Client).send(
      new CreateVpcEndpointCommand({
        PolicyDocument: text(inputs, "policy"),
        PrivateDnsEnabled: flag(inputs, "privateDnsEnabled"),
        RouteTableIds: texts(inputs, "routeTableIds"),
        SecurityGroupIds: texts(inputs, "securityGroupIds"),
        ServiceName: requiredText(inputs, "serviceName"),
        SubnetIds: texts(inputs, "subnetIds"),
        TagSpecifications: tagSpecifications("vpc-endpoint", tagsOf(inputs)),
        VpcEndpointType: text(inputs, "vpcEndpointType") as VpcEndpointType | undefined,
        VpcId: requiredText(inputs, "vpcId"),
      }),
    );
    const id = made?.VpcEndpointId;
    if (id === undefined) throw new Error("CreateVpcEndpoint answers without an id");
    await waitFor(`VPC endpoint ${id} being available`, waitSeconds, async () => {
      const found = await describe(context, id);
      return found?.State?.toLowerCase() === "available" ? found : undefined;
    });
    return id;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined || found.State?.toLowerCase() === "deleted") return undefined;
    const prefixList = found.VpcEndpointType === "Gateway" ? await prefixListOf(context, found) : undefined;
    return present({
      routeTableIds: asked(known, "routeTableIds") ? filled(found.RouteTableIds) : undefined,
      serviceName: found.ServiceName,
      subnetIds: asked(known, "subnetIds") ? filled(found.SubnetIds) : undefined,
      vpcEndpointType: found.VpcEndpointType,
      vpcId: found.VpcId,
      arn: ec2Arn(context, "vpc-endpoint", id),
      cidrBlocks: prefixList?.Cidrs,
      ownerId: found.OwnerId,
      prefixListId: prefixList?.PrefixListId,
      state: found.State,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if ([...changed].some((name) => name !== "tags")) {
      const [tables, subnets, groups] = ["routeTableIds", "subnetIds", "securityGroupIds"].map((key) =>
        moved(olds, news, key),
      );
      await context.client(EC2Client).send(
        new ModifyVpcEndpointCommand({
          VpcEndpointId: id,
          ...(changed.has("policy") ? policyChange(news) : {}),
          ...(changed.has("privateDnsEnabled") ? { PrivateDnsEnabled: flag(news, "privateDnsEnabled") ?? false } : {}),
          AddRouteTableIds: tables?.added,
          RemoveRouteTableIds: tables?.removed,
          AddSubnetIds: subnets?.added,
          RemoveSubnetIds: subnets?.removed,
          AddSecurityGroupIds: groups?.added,
          RemoveSecurityGroupIds: groups?.removed,
        }),
      );
    }
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    const command = new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] });
    const { Unsuccessful = [] } = await context.client(EC2Client).send(command);
    const failed = Unsuccessful.find(({ Error: reason }) => reason?.Code !== gone);
    if (failed !== undefined) throw new Error(`${failed.Error?.Code ?? ""}: ${failed.Error?.Message ?? ""}`);
    await waitFor(`the deletion of VPC endpoint ${id}`, waitSeconds, async () => {
      const left = await describe(context, id);
      return left === undefined || left.State?.toLowerCase() === "deleted" ? true : undefined;
    });
  },

  async list(context) {
    const pages = paginateDescribeVpcEndpoints({ client: context.client(EC2Client) }, {});
    const endpoints = await everyItem(pages, (page) => page.VpcEndpoints);
    return endpoints
      .filter(({ State }) => State?.toLowerCase() !== "deleted")
      .map(({ VpcEndpointId = "", Tags }) => listed(VpcEndpointId, Tags));
  },
};

async function describe(context: CallContext, id: string): Promise<VpcEndpoint | undefined> {
  const call = context.client(EC2Client).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  return (await unlessGone(call, gone))?.VpcEndpoints?.[0];
}

/** The addresses of the service that a Gateway leads to: the list has the service's name. */
async function prefixListOf(context: CallContext, { ServiceName = "" }: VpcEndpoint) {
  const Filters = [{ Name: "prefix-list-name", Values: [ServiceName] }];
  const { PrefixLists } = await context.client(EC2Client).send(new DescribePrefixListsCommand({ Filters }));
  return PrefixLists?.[0];
}

function filled(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function moved(olds: Properties, news: Properties, key: string) {
  const [there, wanted] = [texts(olds, key) ?? [], texts(news, key) ?? []];
  return {
    added: wanted.filter((id) => !there.includes(id)),
    removed: there.filter((id) => !wanted.includes(id)),
  };
}

/** Without a policy of its own, an endpoint has AWS's, which allows everything. */
function policyChange(news: Properties) {
  const policy = text(news, "policy");
  return policy === undefined ? { ResetPolicy: true } : { PolicyDocument: policy };
}
