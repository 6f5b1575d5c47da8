import { KMSClient, ReplicateKeyCommand } from "@aws-sdk/client-kms";
import type { ResourceEntry } from "../../entry.ts";
import { waitFor } from "../calls.ts";
import { asked, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import {
  describeLiveKey,
  kmsTagList,
  listKeys,
  readKeyPolicy,
  readKeyTags,
  scheduleDeletion,
  updateKey,
} from "./shared.ts";

const replicationLimitSeconds = 120;

/** A multi-Region key's copy in the provider's region; its identifier is the key id, which it shares with the primary. */
export const replicaKey: ResourceEntry = {
  type: "aws:kms/replicaKey:ReplicaKey",
  properties: {
    // AWS tells the window only once the deletion is scheduled.
    deletionWindowInDays: { writeOnly: true },
    description: { default: "" },
    policy: { json: true },
    primaryKeyArn: { required: true, replaces: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", keyId: "stable", keySpec: "stable", keyUsage: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { id, region } = keyOf(requiredText(inputs, "primaryKeyArn"));
    // AWS takes this call only in the region of the primary key.
    await context
      .inRegion(region)
      .client(KMSClient)
      .send(
        new ReplicateKeyCommand({
          KeyId: id,
          ReplicaRegion: context.region,
          Description: text(inputs, "description"),
          Policy: text(inputs, "policy"),
          Tags: kmsTagList(tagsOf(inputs)),
        }),
      );
    await waitFor(`the replica of key ${id} in ${context.region}`, replicationLimitSeconds, async () => {
      const replica = await describeLiveKey(context, id);
      return replica?.KeyState === "Enabled" ? replica : undefined;
    });
    return id;
  },

  async read(context, id, known) {
    const metadata = await describeLiveKey(context, id);
    if (metadata === undefined) return undefined;
    return present({
      arn: metadata.Arn,
      description: metadata.Description,
      keyId: metadata.KeyId,
      keySpec: metadata.KeySpec,
      keyUsage: metadata.KeyUsage,
      policy: asked(known, "policy") ? await readKeyPolicy(context, id) : undefined,
      primaryKeyArn: metadata.MultiRegionConfiguration?.PrimaryKey?.Arn,
      ...tagOutputs(await readKeyTags(context, id)),
    });
  },

  update: updateKey,
  delete: scheduleDeletion,
  list: (context) => listKeys(context, "replicas"),
};

/** The id and region in a key's ARN, `arn:aws:kms:us-east-1:000000000000:key/mrk-1234`. */
function keyOf(arn: string): { readonly id: string; readonly region: string } {
  const [, , service, region, , resource] = arn.split(":");
  const id = resource?.startsWith("key/") === true ? resource.slice("key/".length) : undefined;
  if (service === "kms" && region !== undefined && id !== undefined) return { id, region };
  throw new Error(`primaryKeyArn is ${JSON.stringify(arn)}; legal: arn:aws:kms:<region>:<account>:key/<id>`);
}
