import {
  DescribeKeyCommand,
  KMSClient,
  paginateListAliases,
  paginateListKeys,
  paginateListResourceTags,
} from "@aws-sdk/client-kms";
import type { Tags, Finder } from "./wanted.ts";
import { everyItem, input, ofTag } from "./wanted.ts";

/** Of the keys that are not about to be deleted. */
export const key: Finder = async (wanted) => {
  const client = wanted.client(KMSClient);
  const keys = await everyItem(paginateListKeys({ client }, {}), (page) => page.Keys);
  const found = await Promise.all(
    keys.map(async ({ KeyId: id = "" }) => {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }));
      const usable = KeyMetadata?.KeyManager === "CUSTOMER" && KeyMetadata.DeletionDate === undefined;
      return usable && KeyMetadata.KeyState !== "PendingReplicaDeletion"
        ? [{ id, tags: await keyTags(client, id) }]
        : [];
    }),
  );
  return ofTag(wanted, found.flat());
};

/** An alias has no tags: it is the resource if it is of the key that it was to be made for. */
export const alias: Finder = async (wanted) => {
  const client = wanted.client(KMSClient);
  const [name, target] = [input(wanted, "name"), input(wanted, "targetKeyId")];
  const aliases = await everyItem(paginateListAliases({ client }, {}), (page) => page.Aliases);
  const found = aliases.find(({ AliasName }) => AliasName === name);
  if (found === undefined) return "absent";
  if (target.split("/").at(-1) === found.TargetKeyId) return { id: name };
  return { cannotTell: `${name} exists, but names the key ${found.TargetKeyId ?? "of nobody"} and not ${target}` };
};

async function keyTags(client: KMSClient, KeyId: string): Promise<Tags> {
  const tags = await everyItem(paginateListResourceTags({ client }, { KeyId }), (page) => page.Tags);
  return Object.fromEntries(tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]));
}
