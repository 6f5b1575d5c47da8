import { crc32 } from "node:zlib";
import { CreateRouteCommand, DeleteRouteCommand, EC2Client, ReplaceRouteCommand } from "@aws-sdk/client-ec2";
import type { Route } from "@aws-sdk/client-ec2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { defaultVpcIds } from "./default-vpc.ts";
import { describeRouteTable, routeTableGone, routeTables } from "./route-table.ts";

/** Where a route leads; a route has one of them. */
const targets = {
  gatewayId: "GatewayId",
  natGatewayId: "NatGatewayId",
  vpcPeeringConnectionId: "VpcPeeringConnectionId",
} as const;

/** One route to an IPv4 block. Its identifier is made of its table's and its destination, as the official provider's. */
export const route: ResourceEntry = {
  type: "aws:ec2/route:Route",
  properties: {
    destinationCidrBlock: { required: true, replaces: true },
    gatewayId: {},
    natGatewayId: {},
    routeTableId: { required: true, replaces: true },
    vpcPeeringConnectionId: {},
  },
  computed: { origin: "stable", state: "volatile" },

  importedAs(text) {
    const [, routeTableId, destinationCidrBlock] = /^(rtb-[^_]+)_(.+)$/.exec(text) ?? [];
    if (routeTableId === undefined || destinationCidrBlock === undefined) return undefined;
    return { id: idOf(routeTableId, destinationCidrBlock), known: { routeTableId, destinationCidrBlock } };
  },

  async create(context, inputs) {
    const [table, destination] = [requiredText(inputs, "routeTableId"), requiredText(inputs, "destinationCidrBlock")];
    // AWS refuses a second route to one destination, the emulator does not.
    const there = await find(context, table, destination);
    if (there !== undefined) {
      throw new Error(`RouteAlreadyExists: route table ${table} has a route to ${destination} already`);
    }
    await context.client(EC2Client).send(new CreateRouteCommand(request(inputs)));
    return idOf(table, destination);
  },

  async read(context, id, known) {
    const found = await locate(context, id, known);
    if (found === undefined) return undefined;
    const { route: there, routeTableId } = found;
    return present({
      destinationCidrBlock: there.DestinationCidrBlock,
      gatewayId: there.GatewayId,
      natGatewayId: there.NatGatewayId,
      routeTableId,
      vpcPeeringConnectionId: there.VpcPeeringConnectionId,
      origin: there.Origin,
      state: there.State,
    });
  },

  async update(context, _id, news, _olds, changed) {
    const client = context.client(EC2Client);
    const wanted = request(news);
    // The emulator's ReplaceRoute knows no peering.
    if (!changed.has("vpcPeeringConnectionId")) {
      await client.send(new ReplaceRouteCommand(wanted));
      return;
    }
    const { RouteTableId, DestinationCidrBlock } = wanted;
    await client.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
    await client.send(new CreateRouteCommand(wanted));
  },

  async delete(context, id, state) {
    const found = await locate(context, id, state);
    if (found === undefined) return;
    const { routeTableId: RouteTableId, route: there } = found;
    const { DestinationCidrBlock } = there;
    const call = context.client(EC2Client).send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
    await unlessGone(call, "InvalidRoute.NotFound", routeTableGone);
  },

  async list(context) {
    const [tables, defaults] = await Promise.all([routeTables(context), defaultVpcIds(context)]);
    return tables
      .filter(({ VpcId }) => !defaults.has(VpcId ?? ""))
      .flatMap(({ RouteTableId = "", Routes = [] }) =>
        Routes.filter(isMade).map(({ DestinationCidrBlock = "" }) => ({
          id: idOf(RouteTableId, DestinationCidrBlock),
        })),
      );
  },
};

/** Local routes come with their table, others by propagation; neither is anybody's resource. */
function isMade({ Origin, DestinationCidrBlock }: Route): boolean {
  return Origin === "CreateRoute" && DestinationCidrBlock !== undefined;
}

function idOf(routeTableId: string, destination: string): string {
  return `r-${routeTableId}${crc32(destination)}`;
}

function request(inputs: Properties) {
  const given = Object.entries(targets).flatMap(([key, member]) => {
    const value = text(inputs, key);
    return value === undefined ? [] : [[member, value] as const];
  });
  if (given.length !== 1) {
    const names = Object.keys(targets);
    throw new Error(`a route leads to exactly one target, not to ${given.length}; legal: one of ${names.join(", ")}`);
  }
  return {
    RouteTableId: requiredText(inputs, "routeTableId"),
    DestinationCidrBlock: requiredText(inputs, "destinationCidrBlock"),
    ...Object.fromEntries(given),
  };
}

async function find(context: CallContext, routeTableId: string, destination: string): Promise<Route | undefined> {
  const table = await describeRouteTable(context, routeTableId);
  return table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination);
}

/** Looks in the table that is known, else for a route of that identifier in every table of the region. */
async function locate(
  context: CallContext,
  id: string,
  known: Properties,
): Promise<{ readonly routeTableId: string; readonly route: Route } | undefined> {
  const given = text(known, "routeTableId");
  const one = given === undefined ? undefined : await describeRouteTable(context, given);
  const tables = given === undefined ? await routeTables(context) : one === undefined ? [] : [one];
  for (const { RouteTableId = "", Routes = [] } of tables) {
    const found = Routes.find(({ DestinationCidrBlock = "" }) => idOf(RouteTableId, DestinationCidrBlock) === id);
    if (found !== undefined) return { routeTableId: RouteTableId, route: found };
  }
  return undefined;
}
