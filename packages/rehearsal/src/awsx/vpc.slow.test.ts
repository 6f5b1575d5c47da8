import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeRouteTablesCommand, EC2Client, ModifySubnetAttributeCommand } from "@aws-sdk/client-ec2";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { takeInventory } from "../inventory/inventory.ts";
import { catalogue } from "../plugin/catalogue/index.ts";
import { standInPluginFolder } from "../plugin/folder.ts";
import { useEmulator } from "../plugin/testing/emulator.ts";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { awsxStandInFolder } from "./folder.ts";

const emulator = useEmulator({ behindGate: true });
const region = "us-west-2";
let directory = "";
let stack: Stack;

/** A network with a NAT gateway, and one of public subnets alone, with default providers off as in a stack. */
function program(more: object = {}) {
  return async () => {
    const opts = {
      providers: [new aws.Provider("aws", { region }), new awsx.Provider("awsx")],
    };
    const network = new awsx.ec2.Vpc(
      "dr",
      {
        cidrBlock: "10.10.0.0/16",
        availabilityZoneNames: ["us-west-2a", "us-west-2b"],
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrMask: 24, tags: { Tier: "edge" } },
          { type: "Private", cidrMask: 20 },
        ],
        natGateways: { strategy: "Single" },
        enableDnsHostnames: true,
        tags: { Name: "dr-vpc", Environment: "Production" },
        vpcEndpointStrategy: "Auto",
        vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-west-2.s3" }],
        ...more,
      },
      opts,
    );
    const open = new awsx.ec2.Vpc(
      "open",
      {
        cidrBlock: "10.20.0.0/16",
        subnetStrategy: "Auto",
        subnetSpecs: [{ type: "Public" }],
        natGateways: { strategy: "None" },
      },
      opts,
    );
    return {
      vpcId: network.vpcId,
      vpcBlock: network.vpc.cidrBlock,
      publicSubnetIds: network.publicSubnetIds,
      privateSubnetIds: network.privateSubnetIds,
      isolatedSubnetIds: network.isolatedSubnetIds,
      subnetBlocks: network.subnets.apply((subnets) => subnets.map(({ cidrBlock }) => cidrBlock)),
      routeTableIds: network.routeTables.apply((tables) => tables.map(({ id }) => id)),
      natGatewayIds: network.natGateways.apply((gateways) => gateways.map(({ id }) => id)),
      layout: network.subnetLayout,
      openZones: open.publicSubnets.apply((subnets) => subnets.map(({ availabilityZone }) => availabilityZone)),
    };
  };
}

/** The steps of a preview or an update by kind, without what only stays. */
function steps(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([kind]) => kind !== "same"));
}

/** What the state holds below a component: `parent's type > type name`. */
async function children(component: string): Promise<string[]> {
  const { deployment } = await stack.exportStack();
  const { resources } = z
    .object({ resources: z.array(z.object({ urn: z.string(), type: z.string(), parent: z.string().optional() })) })
    .parse(deployment);
  const isBelow = (urn: string): boolean => {
    const parent = resources.find((resource) => resource.urn === urn)?.parent;
    return parent !== undefined && (parent.endsWith(`awsx:ec2:Vpc::${component}`) || isBelow(parent));
  };
  const short = (type = "") => type.split(":").at(-1) ?? "";
  return resources
    .filter(({ urn }) => isBelow(urn))
    .map(({ urn, type, parent }) => {
      const [, , above = ""] = (parent ?? "").split("::");
      return `${short(above)} > ${short(type)} ${urn.split("::").at(-1) ?? ""}`;
    })
    .toSorted();
}

function inventory() {
  return takeInventory({ endpoint: emulator.endpoint, regions: [region], types: catalogue.values() });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-awsx-"));
  await prepareDirectory(directory);
  const envVars = rehearsalEnvironment({
    endpoint: emulator.endpoint,
    directory,
    pluginFolders: [standInPluginFolder, awsxStandInFolder],
    base: process.env,
  });
  const options = { projectName: "awsx", stackName: "test", program: program() };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
  await stack.setConfig("pulumi:disable-default-providers", { value: '["*"]' });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a preview makes nothing, and knows how much there is to make", async () => {
  const before = await inventory();
  expect(steps((await stack.preview()).changeSummary)).toEqual({ create: 40 });
  expect(await inventory()).toEqual(before);
});

test("an unknown argument is refused by name, with the legal ones, and nothing of the network is made", async () => {
  const before = await inventory();
  const more = { ipv4IpamPoolId: "ipam-1" };
  await expect(stack.up({ program: program(more) })).rejects.toThrow(
    /ipv4IpamPoolId[^]*unknown to the stand-in of awsx:ec2:Vpc; legal: availabilityZoneNames, cidrBlock/,
  );
  const made = (await inventory()).filter(({ name }) => name === "dr-vpc");
  expect(made).toEqual([]);
  expect(before.filter(({ name }) => name === "dr-vpc")).toEqual([]);
});

test("an up makes the component's own children, with its outputs", async () => {
  const { outputs } = await stack.up({ program: program() });
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
  const ids = (prefix: string, count: number) =>
    Array.from({ length: count }, () => expect.stringMatching(new RegExp(`^${prefix}-[0-9a-f]+$`, "i")) as string);
  expect(values).toEqual({
    vpcId: ids("vpc", 1)[0],
    vpcBlock: "10.10.0.0/16",
    publicSubnetIds: ids("subnet", 2),
    privateSubnetIds: ids("subnet", 2),
    isolatedSubnetIds: [],
    subnetBlocks: ["10.10.0.0/24", "10.10.16.0/20", "10.10.128.0/24", "10.10.144.0/20"],
    routeTableIds: ids("rtb", 4),
    natGatewayIds: ids("nat", 1),
    layout: [
      { type: "Public", cidrMask: 24, size: 256 },
      { type: "Private", cidrMask: 20, size: 4096 },
    ],
    openZones: ["us-west-2a", "us-west-2b", "us-west-2c"],
  });
  const ofSubnet = (name: string) => [
    `Vpc > Subnet ${name}`,
    `Subnet > RouteTable ${name}`,
    `RouteTable > RouteTableAssociation ${name}`,
    `RouteTable > Route ${name}`,
  ];
  expect(await children("dr")).toEqual(
    [
      "Vpc > Vpc dr",
      "Vpc > InternetGateway dr",
      "Vpc > VpcEndpoint com.amazonaws.us-west-2.s3",
      ...["dr-public-1", "dr-private-1", "dr-public-2", "dr-private-2"].flatMap(ofSubnet),
      "Subnet > Eip dr-1",
      "Subnet > NatGateway dr-1",
    ].toSorted(),
  );
  expect(await children("open")).toEqual(
    [
      "Vpc > Vpc open",
      "Vpc > InternetGateway open",
      ...["open-public-1", "open-public-2", "open-public-3"].flatMap(ofSubnet),
    ].toSorted(),
  );
});

test("routes lead to the gateways, and tags are the component's", async () => {
  const { RouteTables = [] } = await emulator.client(EC2Client, region).send(new DescribeRouteTablesCommand({}));
  const told = RouteTables.filter(({ Tags }) => (Tags ?? []).some(({ Value }) => Value === "Production")).map(
    ({ Tags = [], Routes = [] }) => ({
      tags: Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value])),
      targets: Routes.map(({ GatewayId, NatGatewayId }) => (GatewayId ?? NatGatewayId ?? "").replace(/-.*/, "")),
    }),
  );
  const table = (Name: string, SubnetType: string, target: string) => ({
    tags: { Name, Environment: "Production", SubnetType },
    targets: ["local", target],
  });
  expect(told.toSorted((one, other) => ((one.tags["Name"] ?? "") < (other.tags["Name"] ?? "") ? -1 : 1))).toEqual([
    table("dr-private-1", "Private", "nat"),
    table("dr-private-2", "Private", "nat"),
    table("dr-public-1", "Public", "igw"),
    table("dr-public-2", "Public", "igw"),
  ]);
});

test("a refreshing preview has nothing to do, until something changes in the cloud", async () => {
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
  const [id] = ((await stack.outputs())["publicSubnetIds"]?.value ?? []) as string[];
  const change = new ModifySubnetAttributeCommand({ SubnetId: id, MapPublicIpOnLaunch: { Value: false } });
  await emulator.client(EC2Client, region).send(change);
  await expect(stack.preview({ refresh: true, expectNoChanges: true })).rejects.toThrow("changes were proposed");
  const { summary } = await stack.up({ refresh: true });
  expect(steps(summary.resourceChanges)).toEqual({ update: 1 });
});

test("a changed argument changes what follows from it, and nothing else", async () => {
  const more = { natGateways: { strategy: "OnePerAz" } };
  const { changeSummary } = await stack.preview({ program: program(more) });
  // Another address and gateway, and the second zone's route leads there.
  expect(steps(changeSummary)).toEqual({ create: 2, update: 1 });
});

test("a destroy leaves nothing", async () => {
  await stack.destroy();
  expect(await inventory()).toEqual([]);
});
