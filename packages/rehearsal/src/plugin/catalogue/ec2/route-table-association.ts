import { AssociateRouteTableCommand, DisassociateRouteTableCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { RouteTableAssociation } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { present, requiredText } from "../properties.ts";
import { routeTables } from "./route-table.ts";

/** Which route table a subnet uses. Its identifier is AWS's, and a changed association has another one. */
export const routeTableAssociation: ResourceEntry = {
  type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  // A subnet has one association at a time.
  deleteBeforeReplace: true,
  properties: { routeTableId: { required: true, replaces: true }, subnetId: { required: true, replaces: true } },
  computed: {},

  async importedAs(text, context) {
    const [, subnetId, routeTableId] = /^(subnet-[^/]+)\/(rtb-[^/]+)$/.exec(text) ?? [];
    if (subnetId === undefined || routeTableId === undefined) return undefined;
    const all = await associations(context);
    const found = all.find((one) => one.SubnetId === subnetId && one.RouteTableId === routeTableId);
    return found === undefined ? undefined : { id: found.RouteTableAssociationId ?? "", known: {} };
  },

  async create(context, inputs) {
    const { AssociationId } = await context.client(EC2Client).send(
      new AssociateRouteTableCommand({
        RouteTableId: requiredText(inputs, "routeTableId"),
        SubnetId: requiredText(inputs, "subnetId"),
      }),
    );
    if (AssociationId === undefined) throw new Error("AssociateRouteTable answers without an id");
    return AssociationId;
  },

  async read(context, id) {
    const all = await associations(context);
    const found = all.find(({ RouteTableAssociationId }) => RouteTableAssociationId === id);
    return found === undefined ? undefined : present({ routeTableId: found.RouteTableId, subnetId: found.SubnetId });
  },

  async delete(context, id) {
    const call = context.client(EC2Client).send(new DisassociateRouteTableCommand({ AssociationId: id }));
    await unlessGone(call, "InvalidAssociationID.NotFound");
  },

  async list(context) {
    return (await associations(context)).map(({ RouteTableAssociationId = "" }) => ({ id: RouteTableAssociationId }));
  },
};

/** Those of subnets. A VPC's main association, which AWS makes and marks, is of no subnet. */
async function associations(context: CallContext): Promise<RouteTableAssociation[]> {
  const tables = await routeTables(context);
  return tables.flatMap(({ Associations = [] }) =>
    Associations.filter(({ Main, SubnetId }) => Main !== true && SubnetId !== undefined),
  );
}
