import { CreateTagsCommand, DescribeRouteTablesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { routeTable } from "./route-table.ts";
import { useVpc } from "./vpc-fixture.ts";

const emulator = useEmulator();
const region = "eu-central-2";
const vpc = useVpc(emulator, region);

async function seen() {
  const Filters = [{ Name: "vpc-id", Values: [vpc.id] }];
  const { RouteTables = [] } = await emulator
    .client(EC2Client, region)
    .send(new DescribeRouteTablesCommand({ Filters }));
  return RouteTables;
}

test("a route table is made, found, tagged, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const [main] = await seen();
  const inputs = { vpcId: vpc.id, tags: { Name: "dr-private-1" } };
  const made = await TestResource.create(routeTable, context, inputs);
  expect((await seen()).map(({ RouteTableId }) => RouteTableId)).toEqual([main?.RouteTableId, made.id]);
  expect((await seen())[1]?.Tags).toEqual([{ Key: "Name", Value: "dr-private-1" }]);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:eu-central-2:000000000000:route-table/${made.id}`,
    ownerId: "000000000000",
    tagsAll: inputs.tags,
  });
  // Main route tables, which AWS makes with each VPC, are not among them.
  expect(await routeTable.list(context)).toEqual([{ id: made.id, name: "dr-private-1", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(routeTable, context, made.id)).inputs).toEqual(inputs);

  await made.update({ vpcId: vpc.id });
  expect((await seen())[1]?.Tags).toEqual([]);
  const byHand = new CreateTagsCommand({ Resources: [made.id], Tags: [{ Key: "Name", Value: "mine" }] });
  await emulator.client(EC2Client, region).send(byHand);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["tags", "delete"]]));
  expect(made.diff({ vpcId: "vpc-2" }).replaces).toEqual(new Set(["vpcId"]));

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([main]);
  expect(await made.refresh()).toBe(false);
});

test("routes inside the table are refused: they are resources of theirs", () => {
  expect(checkInputs(routeTable, { vpcId: "vpc-1", routes: [] })).toEqual([
    { property: "routes", reason: "unknown to the stand-in of aws:ec2/routeTable:RouteTable; legal: tags, vpcId" },
  ]);
});
