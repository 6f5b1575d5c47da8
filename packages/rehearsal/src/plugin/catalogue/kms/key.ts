import {
  CreateKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import type { CreateKeyCommandInput } from "@aws-sdk/client-kms";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo } from "../calls.ts";
import { asked, flag, number, present, text } from "../properties.ts";
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

/** A symmetric or asymmetric key; its identifier is the key id. */
export const key: ResourceEntry = {
  type: "aws:kms/key:Key",
  properties: {
    // AWS tells the window only once the deletion is scheduled.
    deletionWindowInDays: { writeOnly: true },
    description: { default: "" },
    enableKeyRotation: { default: false },
    keyUsage: { replaces: true, default: "ENCRYPT_DECRYPT" },
    multiRegion: { replaces: true, default: false },
    policy: { json: true },
    rotationPeriodInDays: {},
    tags: tagsSpec,
  },
  computed: { arn: "stable", keyId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { KeyMetadata } = await context.client(KMSClient).send(
      new CreateKeyCommand({
        Description: text(inputs, "description"),
        KeyUsage: text(inputs, "keyUsage") as CreateKeyCommandInput["KeyUsage"],
        MultiRegion: flag(inputs, "multiRegion"),
        Policy: text(inputs, "policy"),
        Tags: kmsTagList(tagsOf(inputs)),
      }),
    );
    const id = KeyMetadata?.KeyId;
    if (id === undefined) throw new Error("CreateKey answers without a key id");
    await completeOrUndo(
      `key ${id}`,
      () => rotate(context, id, inputs),
      () => scheduleDeletion(context, id, inputs),
    );
    return id;
  },

  async read(context, id, known) {
    const metadata = await describeLiveKey(context, id);
    if (metadata === undefined) return undefined;
    const rotation = await context.client(KMSClient).send(new GetKeyRotationStatusCommand({ KeyId: id }));
    return present({
      arn: metadata.Arn,
      description: metadata.Description,
      enableKeyRotation: rotation.KeyRotationEnabled,
      keyId: metadata.KeyId,
      keyUsage: metadata.KeyUsage,
      multiRegion: metadata.MultiRegion,
      policy: asked(known, "policy") ? await readKeyPolicy(context, id) : undefined,
      rotationPeriodInDays: asked(known, "rotationPeriodInDays") ? rotation.RotationPeriodInDays : undefined,
      ...tagOutputs(await readKeyTags(context, id)),
    });
  },

  async update(context, id, news, olds, changed) {
    await updateKey(context, id, news, olds, changed);
    if (changed.has("enableKeyRotation") || changed.has("rotationPeriodInDays")) await rotate(context, id, news, olds);
  },

  delete: scheduleDeletion,
  list: (context) => listKeys(context, "keys"),
};

async function rotate(context: CallContext, id: string, news: Properties, olds: Properties = {}): Promise<void> {
  const kms = context.client(KMSClient);
  if (flag(news, "enableKeyRotation") === true) {
    const RotationPeriodInDays = number(news, "rotationPeriodInDays");
    await kms.send(new EnableKeyRotationCommand({ KeyId: id, RotationPeriodInDays }));
  } else if (flag(olds, "enableKeyRotation") === true) {
    await kms.send(new DisableKeyRotationCommand({ KeyId: id }));
  }
}
