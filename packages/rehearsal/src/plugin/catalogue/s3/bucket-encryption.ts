import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ServerSideEncryption, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { flag, object, objects, present, requiredText, text } from "../properties.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

/**
 * How a bucket encrypts what is put into it; its identifier is the bucket. Every bucket is encrypted: deleting gives
 * it AWS's default back, which is AES256 without a bucket key.
 */
export const bucketEncryption: ResourceEntry = {
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  properties: {
    bucket: { required: true, replaces: true },
    rules: {
      required: true,
      set: true,
      fields: {
        applyServerSideEncryptionByDefault: { fields: { kmsMasterKeyId: {}, sseAlgorithm: { required: true } } },
        bucketKeyEnabled: { default: false },
      },
    },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putRules(context, id, inputs);
    return id;
  },

  async read(context, id) {
    const rules = await rulesOf(context, id);
    return rules === undefined ? undefined : { bucket: id, rules: rules.map(viewOf) };
  },

  update: (context, id, news) => putRules(context, id, news),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeleteBucketEncryptionCommand({ Bucket: id })));
  },

  list: (context) =>
    bucketsWith(context, async (id) => (await rulesOf(context, id))?.some((rule) => !isDefault(rule)) === true),
};

async function rulesOf(context: CallContext, Bucket: string): Promise<ServerSideEncryptionRule[] | undefined> {
  const call = context.client(S3Client).send(new GetBucketEncryptionCommand({ Bucket }));
  const found = await unlessMissing(call, "ServerSideEncryptionConfigurationNotFoundError");
  return found?.ServerSideEncryptionConfiguration?.Rules;
}

function isDefault(rule: ServerSideEncryptionRule): boolean {
  return rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === "AES256" && rule.BucketKeyEnabled !== true;
}

function viewOf({ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }: ServerSideEncryptionRule) {
  return present({
    applyServerSideEncryptionByDefault:
      byDefault === undefined
        ? undefined
        : present({ kmsMasterKeyId: byDefault.KMSMasterKeyID, sseAlgorithm: byDefault.SSEAlgorithm }),
    bucketKeyEnabled: BucketKeyEnabled,
  });
}

async function putRules(context: CallContext, Bucket: string, inputs: Properties): Promise<void> {
  const Rules = objects(inputs, "rules").map((rule) => {
    const byDefault = object(rule, "applyServerSideEncryptionByDefault");
    return {
      ApplyServerSideEncryptionByDefault:
        byDefault === undefined
          ? undefined
          : {
              KMSMasterKeyID: text(byDefault, "kmsMasterKeyId"),
              SSEAlgorithm: requiredText(byDefault, "sseAlgorithm") as ServerSideEncryption,
            },
      BucketKeyEnabled: flag(rule, "bucketKeyEnabled"),
    };
  });
  await context
    .client(S3Client)
    .send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}
