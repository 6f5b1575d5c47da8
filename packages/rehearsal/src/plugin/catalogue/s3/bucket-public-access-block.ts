import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { flag, present, requiredText } from "../properties.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

/**
 * What of a bucket may be public; its identifier is the bucket. AWS gives every new bucket one that blocks all four,
 * which a program that sets its own overwrites.
 */
export const bucketPublicAccessBlock: ResourceEntry = {
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  properties: {
    blockPublicAcls: { default: false },
    blockPublicPolicy: { default: false },
    bucket: { required: true, replaces: true },
    ignorePublicAcls: { default: false },
    restrictPublicBuckets: { default: false },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putBlock(context, id, inputs);
    return id;
  },

  async read(context, id) {
    const found = await blockOf(context, id);
    if (found === undefined) return undefined;
    return present({
      blockPublicAcls: found.BlockPublicAcls,
      blockPublicPolicy: found.BlockPublicPolicy,
      bucket: id,
      ignorePublicAcls: found.IgnorePublicAcls,
      restrictPublicBuckets: found.RestrictPublicBuckets,
    });
  },

  update: (context, id, news) => putBlock(context, id, news),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeletePublicAccessBlockCommand({ Bucket: id })));
  },

  list: (context) => bucketsWith(context, async (id) => (await blockOf(context, id)) !== undefined),
};

async function blockOf(context: CallContext, Bucket: string): Promise<PublicAccessBlockConfiguration | undefined> {
  const call = context.client(S3Client).send(new GetPublicAccessBlockCommand({ Bucket }));
  return (await unlessMissing(call, "NoSuchPublicAccessBlockConfiguration"))?.PublicAccessBlockConfiguration;
}

async function putBlock(context: CallContext, Bucket: string, inputs: Properties): Promise<void> {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: flag(inputs, "blockPublicAcls") ?? false,
    BlockPublicPolicy: flag(inputs, "blockPublicPolicy") ?? false,
    IgnorePublicAcls: flag(inputs, "ignorePublicAcls") ?? false,
    RestrictPublicBuckets: flag(inputs, "restrictPublicBuckets") ?? false,
  };
  await context.client(S3Client).send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
}
