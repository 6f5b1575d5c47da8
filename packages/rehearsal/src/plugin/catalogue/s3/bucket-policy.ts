import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { requiredText } from "../properties.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

/**
 * The policy of a bucket; its identifier is the bucket. MiniStack 1.5.33 asks it at every call but those of its
 * administrator, and takes a call as encrypted that says so in `x-forwarded-proto`.
 */
export const bucketPolicy: ResourceEntry = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  properties: {
    bucket: { required: true, replaces: true },
    policy: { required: true, json: true },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putPolicy(context, id, requiredText(inputs, "policy"));
    return id;
  },

  async read(context, id) {
    const policy = await policyOf(context, id);
    return policy === undefined ? undefined : { bucket: id, policy };
  },

  update: (context, id, news) => putPolicy(context, id, requiredText(news, "policy")),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeleteBucketPolicyCommand({ Bucket: id })));
  },

  list: (context) => bucketsWith(context, async (id) => (await policyOf(context, id)) !== undefined),
};

async function policyOf(context: CallContext, Bucket: string): Promise<string | undefined> {
  const call = context.client(S3Client).send(new GetBucketPolicyCommand({ Bucket }));
  return (await unlessMissing(call, "NoSuchBucketPolicy"))?.Policy;
}

async function putPolicy(context: CallContext, Bucket: string, Policy: string): Promise<void> {
  await context.client(S3Client).send(new PutBucketPolicyCommand({ Bucket, Policy }));
}
