import {
  CreateRouteTableCommand,
  DescribePrefixListsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from "@aws-sdk/client-ec2";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { useVpc } from "./vpc-fixture.ts";
import { vpcEndpoint } from "./vpc-endpoint.ts";

const emulator = useEmulator();
const region = "us-west-2";
const vpc = useVpc(emulator, region);
const tables: string[] = [];
beforeAll(async () => {
  for (let index = 0; index < 2; index += 1) {
    const { RouteTable } = await emulator
      .client(EC2Client, region)
      .send(new CreateRouteTableCommand({ VpcId: vpc.id }));
    tables.push(RouteTable?.RouteTableId ?? "");
  }
});

async function seen() {
  const { VpcEndpoints } = await emulator.client(EC2Client, region).send(new DescribeVpcEndpointsCommand({}));
  return VpcEndpoints ?? [];
}

test("a gateway endpoint is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const ec2 = emulator.client(EC2Client, region);
  const serviceName = "com.amazonaws.us-west-2.dynamodb";
  const inputs = { vpcId: vpc.id, serviceName, routeTableIds: [...tables], tags: { Name: "dr" } };
  const made = await TestResource.create(vpcEndpoint, context, inputs);
  expect(await seen()).toMatchObject([
    { VpcEndpointId: made.id, VpcEndpointType: "Gateway", VpcId: vpc.id, RouteTableIds: tables },
  ]);
  const Filters = [{ Name: "prefix-list-name", Values: [serviceName] }];
  const { PrefixLists } = await ec2.send(new DescribePrefixListsCommand({ Filters }));
  expect(made.state).toEqual({
    ...inputs,
    vpcEndpointType: "Gateway",
    arn: `arn:aws:ec2:us-west-2:000000000000:vpc-endpoint/${made.id}`,
    cidrBlocks: PrefixLists?.[0]?.Cidrs,
    ownerId: "000000000000",
    prefixListId: PrefixLists?.[0]?.PrefixListId,
    state: "available",
    tagsAll: inputs.tags,
  });
  expect(await vpcEndpoint.list(context)).toEqual([{ id: made.id, name: "dr", tags: inputs.tags }]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(vpcEndpoint, context, made.id)).inputs).toEqual(inputs);

  await made.update({ ...inputs, routeTableIds: [tables[1] ?? ""], tags: {} });
  expect(await seen()).toMatchObject([{ RouteTableIds: [tables[1]], Tags: [] }]);
  const byHand = new ModifyVpcEndpointCommand({ VpcEndpointId: made.id, AddRouteTableIds: [tables[0] ?? ""] });
  await ec2.send(byHand);
  const wanted = made.inputs;
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["routeTableIds", "update"]]));
  const news = { ...inputs, vpcId: "vpc-2", serviceName: "com.amazonaws.us-west-2.s3", vpcEndpointType: "Interface" };
  expect(made.diff(news).replaces).toEqual(new Set(["vpcId", "serviceName", "vpcEndpointType"]));

  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await vpcEndpoint.list(context)).toEqual([]);
});

test("an interface endpoint keeps what the emulator does not tell of it", async () => {
  const context = emulator.context(region);
  const inputs = {
    vpcId: vpc.id,
    serviceName: "com.amazonaws.us-west-2.secretsmanager",
    vpcEndpointType: "Interface",
    subnetIds: [vpc.subnetA],
    securityGroupIds: ["sg-1"],
    privateDnsEnabled: true,
    policy: '{"Version":"2012-10-17","Statement":[]}',
  };
  const made = await TestResource.create(vpcEndpoint, context, inputs);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:us-west-2:000000000000:vpc-endpoint/${made.id}`,
    ownerId: "000000000000",
    state: "available",
    tags: {},
    tagsAll: {},
  });
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.update({ ...inputs, subnetIds: [vpc.subnetB, vpc.subnetA], securityGroupIds: ["sg-2"] });
  expect((await seen())[0]?.SubnetIds?.toSorted()).toEqual([vpc.subnetA, vpc.subnetB].toSorted());
  const { securityGroupIds: _, privateDnsEnabled: __, policy: ___, ...told } = made.inputs;
  const adopted = await TestResource.adopt(vpcEndpoint, context, made.id);
  expect({ ...adopted.inputs, subnetIds: (adopted.inputs["subnetIds"] as string[]).toSorted() }).toEqual({
    ...told,
    subnetIds: [vpc.subnetA, vpc.subnetB].toSorted(),
  });
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  const inputs = { vpcId: "vpc-1", serviceName: "com.amazonaws.us-west-2.s3", autoAccept: true };
  expect(checkInputs(vpcEndpoint, inputs).map(({ property }) => property)).toEqual(["autoAccept"]);
});
