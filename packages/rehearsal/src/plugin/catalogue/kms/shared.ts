import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  NotFoundException,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
  paginateListKeys,
  paginateListResourceTags,
} from "@aws-sdk/client-kms";
import type { KeyMetadata } from "@aws-sdk/client-kms";
import type { CallContext, Listed, Properties } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { number, text } from "../properties.ts";
import { moveTags, tagsOf } from "../tags.ts";
import type { Tags } from "../tags.ts";

/** AWS's own waiting time where the program names none. */
const defaultDeletionWindowInDays = 30;

/** KMS has its own words for a tag's key and value. */
export function kmsTagList(tags: Tags): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

/** The key, also when it is pending deletion; undefined when AWS does not know it. */
export async function describeKey(context: CallContext, id: string): Promise<KeyMetadata | undefined> {
  const described = unlessGone(
    context.client(KMSClient).send(new DescribeKeyCommand({ KeyId: id })),
    NotFoundException.name,
  );
  return (await described)?.KeyMetadata;
}

/** The key, unless it is gone or pending deletion. */
export async function describeLiveKey(context: CallContext, id: string): Promise<KeyMetadata | undefined> {
  const key = await describeKey(context, id);
  return key === undefined || isPendingDeletion(key) ? undefined : key;
}

export async function readKeyPolicy(context: CallContext, id: string): Promise<string | undefined> {
  const { Policy } = await context
    .client(KMSClient)
    .send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
  return Policy;
}

export async function readKeyTags(context: CallContext, id: string): Promise<Tags> {
  const pages = paginateListResourceTags({ client: context.client(KMSClient) }, { KeyId: id });
  const tags = await everyItem(pages, (page) => page.Tags);
  return Object.fromEntries(tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]));
}

/** What a key and its replicas change in the same way: description, policy, tags. */
export async function updateKey(
  context: CallContext,
  id: string,
  news: Properties,
  olds: Properties,
  changed: ReadonlySet<string>,
): Promise<void> {
  const kms = context.client(KMSClient);
  const policy = text(news, "policy");
  if (changed.has("description")) {
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: text(news, "description") ?? "" }));
  }
  // A policy that the program no longer names stays as it is, as with the official provider.
  if (changed.has("policy") && policy !== undefined) {
    await kms.send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy: policy }));
  }
  if (changed.has("tags")) {
    await moveTags(tagsOf(olds), tagsOf(news), {
      set: (tags) => kms.send(new TagResourceCommand({ KeyId: id, Tags: kmsTagList(tags) })),
      remove: (TagKeys) => kms.send(new UntagResourceCommand({ KeyId: id, TagKeys })),
    });
  }
}

/** Keys are never deleted at once: AWS keeps them for 7 to 30 days. */
export async function scheduleDeletion(context: CallContext, id: string, state: Properties): Promise<void> {
  if ((await describeLiveKey(context, id)) === undefined) return;
  const PendingWindowInDays = number(state, "deletionWindowInDays") ?? defaultDeletionWindowInDays;
  await context.client(KMSClient).send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays }));
}

/** The customer's own keys in the region, of one kind, with those that are pending deletion. */
export async function listKeys(context: CallContext, wanted: "keys" | "replicas"): Promise<Listed[]> {
  const entries = await everyItem(paginateListKeys({ client: context.client(KMSClient) }, {}), (page) => page.Keys);
  const listed = await Promise.all(
    entries.map(async ({ KeyId = "" }): Promise<Listed[]> => {
      const key = await describeKey(context, KeyId);
      if (key === undefined || key.KeyManager !== "CUSTOMER") return [];
      const isReplica = key.MultiRegionConfiguration?.MultiRegionKeyType === "REPLICA";
      if (isReplica !== (wanted === "replicas")) return [];
      const tags = await readKeyTags(context, KeyId);
      return [{ id: KeyId, tags, ...(isPendingDeletion(key) ? { pendingDeletion: pendingDeletion(key) } : {}) }];
    }),
  );
  return listed.flat();
}

function isPendingDeletion({ KeyState }: KeyMetadata): boolean {
  return KeyState === "PendingDeletion" || KeyState === "PendingReplicaDeletion";
}

/** A primary that waits for its replicas has no date of its own yet. */
function pendingDeletion({ KeyState, DeletionDate }: KeyMetadata): string {
  if (KeyState === "PendingReplicaDeletion") return "pending deletion after its replicas";
  return DeletionDate === undefined
    ? "pending deletion"
    : `pending deletion until ${DeletionDate.toISOString().slice(0, 10)}`;
}
