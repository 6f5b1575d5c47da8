import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { Asset } from "../../entry.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { bucketObject } from "./bucket-object.ts";

const emulator = useEmulator();
const region = "eu-central-1";
const s3 = () => emulator.client(S3Client, region);
let folder: string;
let keyArn: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-object-"));
  const location = { LocationConstraint: region } as const;
  await s3().send(new CreateBucketCommand({ Bucket: "artifacts", CreateBucketConfiguration: location }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3().send(new PutBucketVersioningCommand({ Bucket: "artifacts", VersioningConfiguration }));
  const { KeyMetadata } = await emulator.client(KMSClient, region).send(new CreateKeyCommand({}));
  keyArn = KeyMetadata?.Arn ?? "";
});
afterAll(() => rm(folder, { recursive: true }));

/** A file as the engine passes it on. */
async function asset(name: string, content: string): Promise<Asset> {
  const path = join(folder, name);
  await writeFile(path, content);
  return new Asset(path, createHash("sha256").update(content).digest("hex"));
}

async function seen(VersionId?: string) {
  const found = await s3().send(new GetObjectCommand({ Bucket: "artifacts", Key: "a/service.mjs", VersionId }));
  const { TagSet } = await s3().send(new GetObjectTaggingCommand({ Bucket: "artifacts", Key: "a/service.mjs" }));
  return { ...found, content: await found.Body?.transformToString(), TagSet };
}

test("an object is put, read, changed, seen when it drifts, adopted, replaced and deleted with every version", async () => {
  const context = emulator.context(region);
  const inputs = {
    bucket: "artifacts",
    key: "a/service.mjs",
    source: await asset("one", "one();"),
    contentType: "text/javascript",
    kmsKeyId: keyArn,
    tags: { "tandem:urn": "object & co" },
  };
  const made = await TestResource.create(bucketObject, context, inputs);
  const first = await seen();
  expect(first).toMatchObject({
    content: "one();",
    ContentType: "text/javascript",
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: keyArn,
    TagSet: [{ Key: "tandem:urn", Value: "object & co" }],
  });
  expect(made.id).toBe("artifacts/a/service.mjs");
  expect(made.state).toEqual({
    ...inputs,
    arn: "arn:aws:s3:::artifacts/a/service.mjs",
    etag: first.ETag?.replaceAll('"', ""),
    tagsAll: inputs.tags,
    versionId: first.VersionId,
  });
  expect((await TestResource.adopt(bucketObject, context, made.id)).inputs).toEqual({
    bucket: "artifacts",
    bucketKeyEnabled: false,
    contentType: "text/javascript",
    key: "a/service.mjs",
    kmsKeyId: keyArn,
    serverSideEncryption: "aws:kms",
    tags: inputs.tags,
  });

  await made.update({ ...inputs, tags: {} });
  expect(await seen()).toMatchObject({ VersionId: first.VersionId, TagSet: [] });
  await made.update({ ...inputs, tags: { Name: "service" } });
  expect(await seen()).toMatchObject({ VersionId: first.VersionId, TagSet: [{ Key: "Name", Value: "service" }] });
  expect(made.diff({ ...made.inputs, source: await asset("copy", "one();") }).changes).toEqual(new Map());

  await made.update({ ...made.inputs, source: await asset("two", "two();") });
  const second = await seen();
  expect(second).toMatchObject({ content: "two();", TagSet: [{ Key: "Name", Value: "service" }] });
  expect(second.VersionId).not.toBe(first.VersionId);
  expect(made.state["versionId"]).toBe(second.VersionId);
  expect((await seen(first.VersionId)).content).toBe("one();");

  const wanted = made.inputs;
  const drift = { Bucket: "artifacts", Key: "a/service.mjs", Body: "three();", ContentType: "text/plain" };
  await s3().send(new PutObjectCommand(drift));
  await made.refresh();
  expect([...made.diff(wanted).changed].toSorted()).toEqual(["contentType", "kmsKeyId", "tags"]);
  await made.update(wanted);
  expect(await seen()).toMatchObject({ content: "two();", ContentType: "text/javascript", SSEKMSKeyId: keyArn });

  expect([...made.diff({ ...wanted, bucket: "x", key: "y" }).replaces]).toEqual(["bucket", "key"]);
  await s3().send(new PutObjectCommand({ ...drift, Key: "a/service.mjs.map" }));
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  const { Versions = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket: "artifacts" }));
  expect(Versions.map(({ Key }) => Key)).toEqual(["a/service.mjs.map"]);
  expect(await bucketObject.list(context)).toEqual([]);
});

test("an object of a bucket that is gone is gone", async () => {
  const context = emulator.context(region);
  expect(await bucketObject.read(context, "nobody/key", {})).toBe(undefined);
  await bucketObject.delete(context, "nobody/key", {});
});

test("an object is put of a text too, anew where that changes", async () => {
  const context = emulator.context(region);
  const inputs = { bucket: "artifacts", key: "a/service.mjs", content: "ONE=1", contentType: "text/plain" };
  const made = await TestResource.create(bucketObject, context, inputs);
  const first = await seen();
  expect(first).toMatchObject({ content: "ONE=1", ContentType: "text/plain" });
  await made.refresh();
  expect(made.diff(inputs).changes).toEqual(new Map());
  await made.update({ ...inputs, content: "TWO=2" });
  expect((await seen()).content).toBe("TWO=2");
  expect((await seen(first.VersionId)).content).toBe("ONE=1");
  await made.delete();
});

test("what is neither file nor text, what is both, and properties that the entry does not know are refused", async () => {
  const inputs = { bucket: "artifacts", key: "x" };
  const source = await asset("both", "both();");
  for (const body of [{ source: "one();" }, { content: 1 }, { source, content: "x" }, {}]) {
    await expect(bucketObject.create(emulator.context(region), { ...inputs, ...body })).rejects.toThrow(
      "either source must be a FileAsset, or content a string",
    );
  }
  expect(checkInputs(bucketObject, { ...inputs, source, body: "x" }).map(({ property }) => property)).toEqual(["body"]);
});
