import {
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteTableCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";
import { beforeAll, expect, test } from "vitest";
import { find } from "../../find.ts";
import { importResource } from "../../operations.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { route } from "./route.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-east-1";
const vpc = useVpc(emulator, region);
const ids = { table: "", internet: "", nat: "", peering: "" };
beforeAll(async () => {
  const ec2 = emulator.client(EC2Client, region);
  const table = await ec2.send(new CreateRouteTableCommand({ VpcId: vpc.id }));
  const internet = await ec2.send(new CreateInternetGatewayCommand({}));
  const nat = await ec2.send(new CreateNatGatewayCommand({ SubnetId: vpc.subnetA }));
  const peering = await ec2.send(new CreateVpcPeeringConnectionCommand({ VpcId: vpc.id, PeerVpcId: "vpc-2" }));
  Object.assign(ids, {
    table: table.RouteTable?.RouteTableId,
    internet: internet.InternetGateway?.InternetGatewayId,
    nat: nat.NatGateway?.NatGatewayId,
    peering: peering.VpcPeeringConnection?.VpcPeeringConnectionId,
  });
});
const everywhere = "0.0.0.0/0";

/** The table's routes without the local one. */
async function seen() {
  const command = new DescribeRouteTablesCommand({ RouteTableIds: [ids.table] });
  const { RouteTables } = await emulator.client(EC2Client, region).send(command);
  return RouteTables?.[0]?.Routes?.filter(({ GatewayId }) => GatewayId !== "local");
}

const active = { Origin: "CreateRoute", State: "active" };

test("a route is made, found, led elsewhere, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { routeTableId: ids.table, destinationCidrBlock: everywhere, gatewayId: ids.internet };
  const made = await TestResource.create(route, context, inputs);
  // The official provider's identifier has the destination's CRC-32.
  expect(made.id).toBe(`r-${ids.table}1080289494`);
  expect(await seen()).toEqual([{ DestinationCidrBlock: everywhere, GatewayId: ids.internet, ...active }]);
  expect(made.state).toEqual({ ...inputs, origin: "CreateRoute", state: "active" });
  // Local routes come with each table, and are not among them.
  expect(await route.list(context)).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const throughNat = { routeTableId: ids.table, destinationCidrBlock: everywhere, natGatewayId: ids.nat };
  expect(made.diff(throughNat).replaces).toEqual(new Set());
  await made.update(throughNat);
  expect(await seen()).toEqual([{ DestinationCidrBlock: everywhere, NatGatewayId: ids.nat, ...active }]);
  await made.update(inputs);

  await emulator.client(EC2Client, region).send(
    new ReplaceRouteCommand({
      RouteTableId: ids.table,
      DestinationCidrBlock: everywhere,
      NatGatewayId: ids.nat,
    }),
  );
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(
    new Map([
      ["natGatewayId", "delete"],
      ["gatewayId", "add"],
    ]),
  );

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await find(route, context, { id: made.id })).toEqual([]);
});

test("a route to a peer is made, changed and left", async () => {
  const context = emulator.context(region);
  const peer = { routeTableId: ids.table, destinationCidrBlock: "10.2.0.0/16", vpcPeeringConnectionId: ids.peering };
  const made = await TestResource.create(route, context, peer);
  const { vpcPeeringConnectionId: _, ...rest } = peer;
  await made.update({ ...rest, natGatewayId: ids.nat });
  expect(await seen()).toEqual([{ DestinationCidrBlock: "10.2.0.0/16", NatGatewayId: ids.nat, ...active }]);
  await made.update(peer);
  expect(await seen()).toEqual([
    { DestinationCidrBlock: "10.2.0.0/16", VpcPeeringConnectionId: ids.peering, ...active },
  ]);
  await made.delete();
});

test("another table or destination is another route", async () => {
  const context = emulator.context(region);
  const inputs = { routeTableId: ids.table, destinationCidrBlock: everywhere, gatewayId: ids.internet };
  const made = await TestResource.create(route, context, inputs);
  const news = { ...inputs, routeTableId: "rtb-2", destinationCidrBlock: "10.0.0.0/8" };
  expect(made.diff(news).replaces).toEqual(new Set(["routeTableId", "destinationCidrBlock"]));
  await expect(TestResource.create(route, context, inputs)).rejects.toThrow(
    `RouteAlreadyExists: route table ${ids.table} has a route to 0.0.0.0/0 already`,
  );
  await made.delete();
});

test("a route that exists is adopted by what pulumi import names it by, and by its identifier", async () => {
  const context = emulator.context(region);
  const inputs = { routeTableId: ids.table, destinationCidrBlock: everywhere, natGatewayId: ids.nat };
  const made = await TestResource.create(route, context, inputs);
  expect(await importResource(route, context, `${ids.table}_${everywhere}`, {})).toMatchObject({ id: made.id, inputs });
  expect((await TestResource.adopt(route, context, made.id)).inputs).toEqual(inputs);
  expect(await importResource(route, context, `${ids.table}_10.0.0.0/8`, {})).toBe(undefined);
  await made.delete();
});

test("a route leads to exactly one target", async () => {
  const context = emulator.context(region);
  const none = { routeTableId: ids.table, destinationCidrBlock: everywhere };
  await expect(TestResource.create(route, context, none)).rejects.toThrow(
    "a route leads to exactly one target, not to 0; legal: one of gatewayId, natGatewayId, vpcPeeringConnectionId",
  );
  await expect(
    TestResource.create(route, context, { ...none, gatewayId: ids.internet, natGatewayId: ids.nat }),
  ).rejects.toThrow("not to 2");
  expect(await seen()).toEqual([]);
});
