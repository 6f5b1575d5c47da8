import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketOwnershipControlsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ObjectOwnership } from "@aws-sdk/client-s3";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { object, requiredText } from "../properties.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

/**
 * Who owns what others put into a bucket; its identifier is the bucket. AWS gives every new bucket
 * `BucketOwnerEnforced`, which a program that sets its own overwrites.
 */
export const bucketOwnershipControls: ResourceEntry = {
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  properties: {
    bucket: { required: true, replaces: true },
    rule: { required: true, fields: { objectOwnership: { required: true } } },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putControls(context, id, inputs);
    return id;
  },

  async read(context, id) {
    const objectOwnership = await ownershipOf(context, id);
    return objectOwnership === undefined ? undefined : { bucket: id, rule: { objectOwnership } };
  },

  update: (context, id, news) => putControls(context, id, news),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeleteBucketOwnershipControlsCommand({ Bucket: id })));
  },

  list: (context) => bucketsWith(context, async (id) => (await ownershipOf(context, id)) !== undefined),
};

async function ownershipOf(context: CallContext, Bucket: string): Promise<string | undefined> {
  const call = context.client(S3Client).send(new GetBucketOwnershipControlsCommand({ Bucket }));
  const found = await unlessMissing(call, "OwnershipControlsNotFoundError");
  return found?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
}

/** AWS itself refuses what is no kind of ownership. */
async function putControls(context: CallContext, Bucket: string, inputs: Properties): Promise<void> {
  const ObjectOwnership = requiredText(object(inputs, "rule") ?? {}, "objectOwnership") as ObjectOwnership;
  await context
    .client(S3Client)
    .send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }));
}
