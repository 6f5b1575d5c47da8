import {
  CreateNatGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNatGatewayCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { ResourceType } from "@aws-sdk/client-ec2";
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { topologyOf } from "@tandem/config";
import { rehearsalConfig, taggedRemains } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { useGround } from "./ground.ts";
import { startTaggingFront } from "./tagging-front.ts";

const config = rehearsalConfig("payments-us");
const topology = topologyOf(config);
const proving = useGround(config.environment);
const { settings } = proving;

it("finds what still has the environment's tags in either region, and tells keys that wait for their deletion apart", async () => {
  const makeKey = async (region: string, tags: Readonly<Record<string, string>>) => {
    const kms = new KMSClient({ ...settings(), region });
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags }));
    return { kms, arn: KeyMetadata?.Arn ?? "" };
  };
  const { primary, standby } = config.regions;
  const orphan = await makeKey(standby, topology.tags);
  const waiting = await makeKey(primary, topology.tags);
  await waiting.kms.send(new ScheduleKeyDeletionCommand({ KeyId: waiting.arn, PendingWindowInDays: 7 }));
  await makeKey(primary, { ...topology.tags, "tandem:environment": "another" });

  const day = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  expect(await taggedRemains(topology, settings())).toEqual({
    leftovers: [{ type: "kms", region: standby, id: orphan.arn }],
    pendingDeletion: [
      { type: "kms", region: primary, id: waiting.arn, pendingDeletion: `pending deletion until ${day}` },
    ],
  });
});

it("finds networks that were left, and not the gateways that are gone but still shown", async () => {
  const { standby: region } = config.regions;
  const ec2 = new EC2Client({ ...settings(), region });
  const Tags = Object.entries(topology.tags).map(([Key, Value]) => ({ Key, Value }));
  const tagged = (type: ResourceType) => ({ TagSpecifications: [{ ResourceType: type, Tags }] });
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16", ...tagged("vpc") }));
  const place = { VpcId: vpc?.VpcId, CidrBlock: "10.9.0.0/24" };
  const { Subnet: subnet } = await ec2.send(new CreateSubnetCommand({ ...place, ...tagged("subnet") }));
  const gateway = { SubnetId: subnet?.SubnetId, ConnectivityType: "private" as const, ...tagged("natgateway") };
  const makeGateway = async () => (await ec2.send(new CreateNatGatewayCommand(gateway))).NatGateway?.NatGatewayId;
  const [kept, gone] = [await makeGateway(), await makeGateway()];
  await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: gone }));

  const arn = (resource: string) => `arn:aws:ec2:${region}:${config.accountId}:${resource}`;
  const [network, part, left] = [`vpc/${vpc?.VpcId}`, `subnet/${subnet?.SubnetId}`, `natgateway/${kept}`].map(arn);
  const named = [network, part, left, arn(`natgateway/${gone}`)];
  const front = await startTaggingFront(proving.ground.endpoint, (of) => (of === region ? named.map(String) : []));
  const remains = await taggedRemains(topology, { ...settings(), endpoint: front.endpoint });
  await front.close();
  expect(remains).toEqual({
    leftovers: [network, part, left].map((id) => ({ type: "ec2", region, id })),
    pendingDeletion: [],
  });
  // A rehearsal's teardown looks by itself.
  const held = await proving.ground.inventory([region]);
  const ids = held.filter(({ type }) => type.startsWith("aws:ec2/")).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([vpc?.VpcId, subnet?.SubnetId, kept]));
  expect(ids).not.toContain(gone);
});
