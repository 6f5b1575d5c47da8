import { readFile } from "node:fs/promises";
import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ServerSideEncryption } from "@aws-sdk/client-s3";
import { Asset } from "../../entry.ts";
import type { CallContext, Properties, PropertySpec, ResourceEntry } from "../../entry.ts";
import { asked, flag, present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";
import { unlessMissing } from "./shared.ts";

/** A change of these puts the object anew. */
const contentProperties = {
  bucketKeyEnabled: {},
  contentType: {},
  kmsKeyId: {},
  serverSideEncryption: {},
  // What was put is told by its hash, or by the program, alone.
  content: { writeOnly: true },
  source: { writeOnly: true },
} as const satisfies Record<string, PropertySpec>;

/** An object that a program uploads; its identifier is `<bucket>/<key>`. Deleting it deletes every version of it. */
export const bucketObject: ResourceEntry = {
  type: "aws:s3/bucketObjectv2:BucketObjectv2",
  // An object of a program is like one of the bucket's users, and each goes with its bucket, which is listed.
  unlisted: true,
  properties: {
    ...contentProperties,
    bucket: { required: true, replaces: true },
    key: { required: true, replaces: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", etag: "volatile", tagsAll: "volatile", versionId: "volatile" },

  async create(context, inputs) {
    await putObject(context, inputs);
    return `${requiredText(inputs, "bucket")}/${requiredText(inputs, "key")}`;
  },

  async read(context, id, known) {
    const place = placeOf(id);
    const found = await unlessMissing(context.client(S3Client).send(new HeadObjectCommand(place)));
    if (found === undefined) return undefined;
    return present({
      arn: `arn:aws:s3:::${id}`,
      bucket: place.Bucket,
      bucketKeyEnabled: asked(known, "bucketKeyEnabled") ? (found.BucketKeyEnabled ?? false) : undefined,
      contentType: asked(known, "contentType") ? found.ContentType : undefined,
      etag: found.ETag?.replaceAll('"', ""),
      key: place.Key,
      kmsKeyId: asked(known, "kmsKeyId") ? found.SSEKMSKeyId : undefined,
      serverSideEncryption: asked(known, "serverSideEncryption") ? found.ServerSideEncryption : undefined,
      versionId: found.VersionId,
      ...tagOutputs(await readTags(context, place)),
    });
  },

  async update(context, id, news, _olds, changed) {
    if (Object.keys(contentProperties).some((name) => changed.has(name))) {
      await putObject(context, news);
    } else if (changed.has("tags")) {
      const TagSet = tagList(tagsOf(news));
      const s3 = context.client(S3Client);
      await (TagSet.length === 0
        ? s3.send(new DeleteObjectTaggingCommand(placeOf(id)))
        : s3.send(new PutObjectTaggingCommand({ ...placeOf(id), Tagging: { TagSet } })));
    }
  },

  async delete(context, id) {
    const place = placeOf(id);
    const s3 = context.client(S3Client);
    for (const VersionId of await versionsOf(context, place)) {
      await unlessMissing(s3.send(new DeleteObjectCommand({ ...place, VersionId })));
    }
  },

  list: () => Promise.resolve([]),
};

/** A key may hold slashes, a bucket's name none. */
function placeOf(id: string): { readonly Bucket: string; readonly Key: string } {
  const slash = id.indexOf("/");
  return { Bucket: id.slice(0, slash), Key: id.slice(slash + 1) };
}

async function putObject(context: CallContext, inputs: Properties): Promise<void> {
  const keyId = text(inputs, "kmsKeyId");
  const encryption = text(inputs, "serverSideEncryption") ?? (keyId === undefined ? undefined : "aws:kms");
  await context.client(S3Client).send(
    new PutObjectCommand({
      Bucket: requiredText(inputs, "bucket"),
      Key: requiredText(inputs, "key"),
      Body: await bodyOf(inputs),
      BucketKeyEnabled: flag(inputs, "bucketKeyEnabled"),
      ContentType: text(inputs, "contentType"),
      SSEKMSKeyId: keyId,
      ServerSideEncryption: encryption as ServerSideEncryption | undefined,
      Tagging: new URLSearchParams(tagsOf(inputs)).toString(),
    }),
  );
}

async function bodyOf({ content, source }: Properties): Promise<string | Uint8Array> {
  if (source === undefined && typeof content === "string") return content;
  if (content === undefined && source instanceof Asset && source.path !== "") return await readFile(source.path);
  throw new TypeError("either source must be a FileAsset, or content a string");
}

/** Every version of an object and every delete marker; none of a bucket that is gone. */
async function versionsOf(context: CallContext, { Bucket, Key }: ReturnType<typeof placeOf>): Promise<string[]> {
  const found: string[] = [];
  let marker: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const asked = new ListObjectVersionsCommand({ Bucket, Prefix: Key, ...marker });
    const page = await unlessMissing(context.client(S3Client).send(asked));
    for (const version of [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])]) {
      if (version.Key === Key && version.VersionId !== undefined) found.push(version.VersionId);
    }
    if (page?.IsTruncated !== true) return found;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

async function readTags(context: CallContext, place: ReturnType<typeof placeOf>): Promise<Tags> {
  const found = await unlessMissing(context.client(S3Client).send(new GetObjectTaggingCommand(place)), "NoSuchKey");
  return tagsFromList(found?.TagSet);
}
