import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  PutBucketTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { CreateBucketConfiguration } from "@aws-sdk/client-s3";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { flag, present, requiredText } from "../properties.ts";
import { tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { websiteZones } from "./hosted-zones.ts";
import { bucketNames, unlessMissing } from "./shared.ts";

/** A bucket; its identifier is its name. Its settings are resources of their own. */
export const bucket: ResourceEntry = {
  type: "aws:s3/bucket:Bucket",
  properties: {
    bucket: { required: true, replaces: true },
    // What to do at deletion is known to the program alone.
    forceDestroy: { writeOnly: true, default: false },
    objectLockEnabled: { replaces: true, default: false },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    bucketDomainName: "stable",
    bucketRegion: "stable",
    bucketRegionalDomainName: "stable",
    hostedZoneId: "stable",
    region: "stable",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const name = requiredText(inputs, "bucket");
    // In us-east-1 alone, AWS lets an account make a bucket that it has already, and answers as if it were new.
    if (await exists(context, name)) throw new Error(`bucket ${JSON.stringify(name)} exists already`);
    await context.client(S3Client).send(
      new CreateBucketCommand({
        Bucket: name,
        ObjectLockEnabledForBucket: flag(inputs, "objectLockEnabled"),
        CreateBucketConfiguration: { ...location(context.region), Tags: tagList(tagsOf(inputs)) },
      }),
    );
    return name;
  },

  async read(context, id) {
    const found = await unlessMissing(context.client(S3Client).send(new HeadBucketCommand({ Bucket: id })));
    if (found === undefined) return undefined;
    const region = found.BucketRegion ?? context.region;
    return present({
      arn: `arn:aws:s3:::${id}`,
      bucket: id,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: region,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      hostedZoneId: websiteZones[region],
      objectLockEnabled: await hasObjectLock(context, id),
      region,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, _olds, changed) {
    if (!changed.has("tags")) return;
    const TagSet = tagList(tagsOf(news));
    const s3 = context.client(S3Client);
    await (TagSet.length === 0
      ? s3.send(new DeleteBucketTaggingCommand({ Bucket: id }))
      : s3.send(new PutBucketTaggingCommand({ Bucket: id, Tagging: { TagSet } })));
  },

  async delete(context, id, state) {
    const steps = async () => {
      if (flag(state, "forceDestroy") === true) await emptyBucket(context, id, flag(state, "objectLockEnabled"));
      await context.client(S3Client).send(new DeleteBucketCommand({ Bucket: id }));
    };
    await unlessMissing(steps());
  },

  async list(context) {
    const names = await bucketNames(context);
    return Promise.all(names.map(async (name) => ({ id: name, name, tags: await readTags(context, name) })));
  },
};

/** AWS refuses us-east-1 by name, and wants every other region named. */
function location(region: string): CreateBucketConfiguration {
  if (region === "us-east-1") return {};
  return { LocationConstraint: region as NonNullable<CreateBucketConfiguration["LocationConstraint"]> };
}

async function exists(context: CallContext, Bucket: string): Promise<boolean> {
  if (context.region !== "us-east-1") return false;
  return (await bucketNames(context)).includes(Bucket);
}

async function hasObjectLock(context: CallContext, Bucket: string): Promise<boolean> {
  const call = context.client(S3Client).send(new GetObjectLockConfigurationCommand({ Bucket }));
  const found = await unlessMissing(call, "ObjectLockConfigurationNotFoundError");
  return found?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
}

async function readTags(context: CallContext, Bucket: string): Promise<Tags> {
  const call = context.client(S3Client).send(new GetBucketTaggingCommand({ Bucket }));
  return tagsFromList((await unlessMissing(call, "NoSuchTagSet"))?.TagSet);
}
