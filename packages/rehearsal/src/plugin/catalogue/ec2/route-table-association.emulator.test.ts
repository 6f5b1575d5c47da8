import {
  CreateRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { beforeAll, expect, test } from "vitest";
import { importResource } from "../../operations.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { routeTableAssociation } from "./route-table-association.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "us-east-1";
const vpc = useVpc(emulator, region);
let table = "";
beforeAll(async () => {
  const { RouteTable } = await emulator.client(EC2Client, region).send(new CreateRouteTableCommand({ VpcId: vpc.id }));
  table = RouteTable?.RouteTableId ?? "";
});

async function seen() {
  const command = new DescribeRouteTablesCommand({ RouteTableIds: [table] });
  const { RouteTables } = await emulator.client(EC2Client, region).send(command);
  return RouteTables?.[0]?.Associations?.map(({ SubnetId }) => SubnetId);
}

test("an association is made, found, adopted, seen when it is gone, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { routeTableId: table, subnetId: vpc.subnetA };
  const made = await TestResource.create(routeTableAssociation, context, inputs);
  expect(await seen()).toEqual([vpc.subnetA]);
  expect(made.id).toMatch(/^rtbassoc-/);
  expect(made.state).toEqual(inputs);
  // The main ones, which AWS makes with each VPC, are not among them.
  expect(await routeTableAssociation.list(context)).toEqual([{ id: made.id }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(routeTableAssociation, context, made.id)).inputs).toEqual(inputs);
  const imported = (text: string) => importResource(routeTableAssociation, context, text, {});
  expect(await imported(`${vpc.subnetA}/${table}`)).toEqual({ id: made.id, inputs, state: inputs });
  expect(await imported(`${vpc.subnetB}/${table}`)).toBe(undefined);

  const news = { routeTableId: "rtb-2", subnetId: vpc.subnetB };
  expect(made.diff(news).replaces).toEqual(new Set(["routeTableId", "subnetId"]));
  expect(routeTableAssociation.deleteBeforeReplace).toBe(true);

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  const again = await TestResource.create(routeTableAssociation, context, inputs);
  const byHand = new DisassociateRouteTableCommand({ AssociationId: again.id });
  await emulator.client(EC2Client, region).send(byHand);
  expect(await again.refresh()).toBe(false);
  expect(await routeTableAssociation.list(context)).toEqual([]);
});
