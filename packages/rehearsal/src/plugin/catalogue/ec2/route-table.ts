import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  paginateDescribeRouteTables,
} from "@aws-sdk/client-ec2";
import type { RouteTable } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { ec2Arn, listed, moveTagsOf, tagSpecifications } from "./shared.ts";

/** AWS's name for a route table that is not there. */
export const routeTableGone = "InvalidRouteTableID.NotFound";

/** A route table of its own; its routes and associations are resources of theirs. */
export const routeTable: ResourceEntry = {
  type: "aws:ec2/routeTable:RouteTable",
  properties: { tags: tagsSpec, vpcId: { required: true, replaces: true } },
  computed: { arn: "stable", ownerId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { RouteTable: made } = await context.client(EC2Client).send(
      new CreateRouteTableCommand({
        TagSpecifications: tagSpecifications("route-table", tagsOf(inputs)),
        VpcId: requiredText(inputs, "vpcId"),
      }),
    );
    if (made?.RouteTableId === undefined) throw new Error("CreateRouteTable answers without an id");
    return made.RouteTableId;
  },

  async read(context, id) {
    const found = await describeRouteTable(context, id);
    if (found === undefined) return undefined;
    return present({
      vpcId: found.VpcId,
      arn: ec2Arn(context, "route-table", id),
      ownerId: found.OwnerId,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    const call = context.client(EC2Client).send(new DeleteRouteTableCommand({ RouteTableId: id }));
    await unlessGone(call, routeTableGone);
  },

  async list(context) {
    const tables = await routeTables(context);
    return tables.filter((table) => !isMain(table)).map(({ RouteTableId = "", Tags }) => listed(RouteTableId, Tags));
  },
};

/** The table; undefined when it is gone. */
export async function describeRouteTable(context: CallContext, id: string): Promise<RouteTable | undefined> {
  const call = context.client(EC2Client).send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }));
  return (await unlessGone(call, routeTableGone))?.RouteTables?.[0];
}

/** Every route table of the region, those that AWS has made with VPCs too. */
export async function routeTables(context: CallContext): Promise<RouteTable[]> {
  const pages = paginateDescribeRouteTables({ client: context.client(EC2Client) }, {});
  return everyItem(pages, (page) => page.RouteTables);
}

/** AWS makes one table with each VPC and marks it: its association is the VPC's main one. */
function isMain({ Associations = [] }: RouteTable): boolean {
  return Associations.some(({ Main }) => Main === true);
}
