import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { LifecycleRule } from "@aws-sdk/client-s3";
import type { CallContext, Properties, PropertySpec, ResourceEntry } from "../../entry.ts";
import { objects, requiredText } from "../properties.ts";
import { lifecycleRule, lifecycleRuleView } from "./lifecycle-rule.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

const sizes = { objectSizeLessThan: {} } as const satisfies Record<string, PropertySpec>;

/** When a bucket's objects move to another storage class or go; its identifier is the bucket. MiniStack never does it. */
export const bucketLifecycleConfiguration: ResourceEntry = {
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  properties: {
    bucket: { required: true, replaces: true },
    rules: {
      required: true,
      fields: {
        abortIncompleteMultipartUpload: { fields: { daysAfterInitiation: { required: true } } },
        expiration: { fields: { date: {}, days: {}, expiredObjectDeleteMarker: { default: false } } },
        // A rule without a filter is the same as one whose filter every object passes.
        filter: {
          default: {},
          fields: {
            // S3 fills in the prefix and the lower size by itself.
            and: { fields: { ...sizes, objectSizeGreaterThan: { default: 0 }, prefix: { default: "" }, tags: {} } },
            ...sizes,
            objectSizeGreaterThan: {},
            prefix: { default: "" },
            tag: { fields: { key: { required: true }, value: { required: true } } },
          },
        },
        id: { required: true },
        noncurrentVersionExpiration: { fields: { newerNoncurrentVersions: {}, noncurrentDays: { required: true } } },
        noncurrentVersionTransitions: {
          set: true,
          fields: { newerNoncurrentVersions: {}, noncurrentDays: { required: true }, storageClass: { required: true } },
        },
        status: { required: true },
        transitions: { set: true, fields: { date: {}, days: {}, storageClass: { required: true } } },
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
    return rules === undefined ? undefined : { bucket: id, rules: rules.map(lifecycleRuleView) };
  },

  update: (context, id, news) => putRules(context, id, news),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeleteBucketLifecycleCommand({ Bucket: id })));
  },

  list: (context) => bucketsWith(context, async (id) => (await rulesOf(context, id)) !== undefined),
};

async function rulesOf(context: CallContext, Bucket: string): Promise<LifecycleRule[] | undefined> {
  const call = context.client(S3Client).send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  return (await unlessMissing(call, "NoSuchLifecycleConfiguration"))?.Rules;
}

async function putRules(context: CallContext, Bucket: string, inputs: Properties): Promise<void> {
  const LifecycleConfiguration = { Rules: objects(inputs, "rules").map(lifecycleRule) };
  await context.client(S3Client).send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
}
