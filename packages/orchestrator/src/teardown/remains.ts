import { DescribeKeyCommand, KMSClient, NotFoundException } from "@aws-sdk/client-kms";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient, paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import { route53MetricsRegion } from "@tandem/config";
import type { Topology } from "@tandem/config";
import type { InventoryLine, Leftovers } from "../ports.ts";

/** What every SDK client here is made with, beside its region; of an environment on AWS nothing. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * What AWS still holds with the environment's tags, in its regions and in us-east-1, where global services are listed.
 * Keys that wait for their deletion are told apart, with the day. The Tagging API may name a deleted resource for some
 * minutes more (what EC2 itself shows for an hour is asked for there), and does not know resources that have no tags: those of an environment belong to tagged ones.
 */
export async function taggedRemains(topology: Topology, settings: ClientSettings = {}): Promise<Leftovers> {
  const regions = new Set<string>([topology.regions.primary, topology.regions.standby, route53MetricsRegion]);
  const found = await Promise.all([...regions].map((region) => taggedIn(region, topology, settings)));
  // A global resource is listed once, whatever region shows it.
  const lines = [...new Map(found.flat().map((line) => [line.id, line])).values()];
  return {
    leftovers: lines.filter(({ pendingDeletion }) => pendingDeletion === undefined),
    pendingDeletion: lines.filter(({ pendingDeletion }) => pendingDeletion !== undefined),
  };
}

async function taggedIn(region: string, { tags }: Topology, settings: ClientSettings): Promise<InventoryLine[]> {
  const client = new ResourceGroupsTaggingAPIClient({ ...settings, region });
  const kms = new KMSClient({ ...settings, region });
  const names = ["tandem:environment", "tandem:environment-suffix"];
  const TagFilters = names.map((Key) => ({ Key, Values: [tags[Key] ?? ""] }));
  const lines: InventoryLine[] = [];
  try {
    for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, { TagFilters })) {
      const read = ResourceTagMappingList.map(({ ResourceARN = "" }) => lineOf(ResourceARN, region, kms, settings));
      lines.push(...(await Promise.all(read)).filter((line) => line !== undefined));
    }
    return lines;
  } finally {
    client.destroy();
    kms.destroy();
  }
}

async function lineOf(
  arn: string,
  region: string,
  kms: KMSClient,
  settings: ClientSettings,
): Promise<InventoryLine | undefined> {
  const [, , service = "", home = "", , resource = ""] = arn.split(":");
  const line = { type: service, region: home === "" ? "global" : home, id: arn };
  if (service === "ec2") {
    // Its client is large, and most environments have nothing there.
    const [{ EC2Client }, { isLeft }] = await Promise.all([import("@aws-sdk/client-ec2"), import("./ec2-remains.ts")]);
    return (await isLeft(resource, () => new EC2Client({ ...settings, region: home }))) ? line : undefined;
  }
  if (service !== "kms" || home !== region) return line;
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
    return { ...line, ...pendingDeletion(KeyMetadata) };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

/** A primary that waits for its replicas has no date of its own yet. */
function pendingDeletion(key: KeyMetadata | undefined): { pendingDeletion?: string } {
  const { KeyState, DeletionDate } = key ?? {};
  if (KeyState === "PendingReplicaDeletion") return { pendingDeletion: "pending deletion after its replicas" };
  if (KeyState !== "PendingDeletion") return {};
  const day = DeletionDate?.toISOString().slice(0, 10);
  return { pendingDeletion: day === undefined ? "pending deletion" : `pending deletion until ${day}` };
}
