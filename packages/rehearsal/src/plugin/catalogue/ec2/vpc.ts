import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import type { Tenancy, Vpc } from "@aws-sdk/client-ec2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "../calls.ts";
import { asked, flag, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { defaultGroupName } from "./default-vpc.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = "InvalidVpcID.NotFound";

/** A VPC with an IPv4 block of its own. What AWS makes with it (main route table, default group, ACL) goes with it. */
export const vpc: ResourceEntry = {
  type: "aws:ec2/vpc:Vpc",
  properties: {
    cidrBlock: { required: true, replaces: true },
    enableDnsHostnames: {},
    enableDnsSupport: { default: true },
    instanceTenancy: { default: "default", replaces: true },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    defaultNetworkAclId: "stable",
    defaultRouteTableId: "stable",
    defaultSecurityGroupId: "stable",
    dhcpOptionsId: "volatile",
    mainRouteTableId: "volatile",
    ownerId: "stable",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const client = context.client(EC2Client);
    const { Vpc: made } = await client.send(
      new CreateVpcCommand({
        CidrBlock: requiredText(inputs, "cidrBlock"),
        InstanceTenancy: text(inputs, "instanceTenancy") as Tenancy | undefined,
        TagSpecifications: tagSpecifications("vpc", tagsOf(inputs)),
      }),
    );
    const id = made?.VpcId;
    if (id === undefined) throw new Error("CreateVpc answers without an id");
    await completeOrUndo(
      `vpc ${id}`,
      async () => {
        await waitFor(`vpc ${id} being available`, 60, async () => {
          const found = await describe(context, id);
          return found?.State === "available" ? found : undefined;
        });
        // Either attribute takes a call of its own, and a VPC starts with DNS support and without host names.
        if (flag(inputs, "enableDnsSupport") === false) await modifyDnsSupport(context, id, inputs);
        if (flag(inputs, "enableDnsHostnames") === true) await modifyDnsHostnames(context, id, inputs);
      },
      () => remove(context, id),
    );
    return id;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    const [hostnames, support, defaults] = await Promise.all([
      context.client(EC2Client).send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: "enableDnsHostnames" })),
      context.client(EC2Client).send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute: "enableDnsSupport" })),
      describeDefaults(context, id),
    ]);
    return present({
      cidrBlock: found.CidrBlock,
      enableDnsHostnames: asked(known, "enableDnsHostnames") ? hostnames.EnableDnsHostnames?.Value : undefined,
      enableDnsSupport: support.EnableDnsSupport?.Value,
      instanceTenancy: found.InstanceTenancy,
      arn: ec2Arn(context, "vpc", id),
      dhcpOptionsId: found.DhcpOptionsId,
      ownerId: found.OwnerId,
      ...defaults,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    // AWS takes host names only where there is DNS support, so the order depends on where it leads.
    const steps = [
      async () => changed.has("enableDnsSupport") && (await modifyDnsSupport(context, id, news)),
      async () => changed.has("enableDnsHostnames") && (await modifyDnsHostnames(context, id, news)),
    ];
    const losesSupport = flag(news, "enableDnsSupport") === false;
    for (const step of losesSupport ? steps.toReversed() : steps) await step();
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    await remove(context, id);
  },

  async list(context) {
    const pages = paginateDescribeVpcs({ client: context.client(EC2Client) }, {});
    const vpcs = await everyItem(pages, (page) => page.Vpcs);
    return vpcs.filter(({ IsDefault }) => IsDefault !== true).map(({ VpcId = "", Tags }) => listed(VpcId, Tags));
  },
};

async function describe(context: CallContext, id: string): Promise<Vpc | undefined> {
  const call = context.client(EC2Client).send(new DescribeVpcsCommand({ VpcIds: [id] }));
  return (await unlessGone(call, gone))?.Vpcs?.[0];
}

/** What AWS has made together with the VPC. */
async function describeDefaults(context: CallContext, id: string) {
  const client = context.client(EC2Client);
  const of = (name: string, value: string) => [
    { Name: "vpc-id", Values: [id] },
    { Name: name, Values: [value] },
  ];
  const [acls, groups, tables] = await Promise.all([
    client.send(new DescribeNetworkAclsCommand({ Filters: of("default", "true") })),
    client.send(new DescribeSecurityGroupsCommand({ Filters: of("group-name", defaultGroupName) })),
    client.send(new DescribeRouteTablesCommand({ Filters: of("association.main", "true") })),
  ]);
  const mainRouteTableId = tables.RouteTables?.[0]?.RouteTableId;
  return {
    defaultNetworkAclId: acls.NetworkAcls?.[0]?.NetworkAclId,
    defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
    defaultRouteTableId: mainRouteTableId,
    mainRouteTableId,
  };
}

async function modifyDnsSupport(context: CallContext, id: string, inputs: Properties): Promise<void> {
  const EnableDnsSupport = { Value: flag(inputs, "enableDnsSupport") ?? true };
  await context.client(EC2Client).send(new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsSupport }));
}

async function modifyDnsHostnames(context: CallContext, id: string, inputs: Properties): Promise<void> {
  const EnableDnsHostnames = { Value: flag(inputs, "enableDnsHostnames") ?? false };
  await context.client(EC2Client).send(new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsHostnames }));
}

async function remove(context: CallContext, id: string): Promise<void> {
  await unlessGone(context.client(EC2Client).send(new DeleteVpcCommand({ VpcId: id })), gone);
}
