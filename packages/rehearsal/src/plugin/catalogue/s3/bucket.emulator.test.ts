import {
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { bucket } from "./bucket.ts";

const emulator = useEmulator();
const region = "us-west-2";
const s3 = () => emulator.client(S3Client, region);

/** The names that an independent client sees, in all regions. */
async function names() {
  const { Buckets = [] } = await s3().send(new ListBucketsCommand({}));
  return Buckets.map(({ Name }) => Name);
}

test("a bucket is made in its region, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { bucket: "documents-west", tags: { team: "payments" } };
  const made = await TestResource.create(bucket, context, inputs);
  expect(made.id).toBe("documents-west");
  const { LocationConstraint } = await s3().send(new GetBucketLocationCommand({ Bucket: made.id }));
  expect(LocationConstraint).toBe(region);
  const tagging = new GetBucketTaggingCommand({ Bucket: made.id });
  expect((await s3().send(tagging)).TagSet).toEqual([{ Key: "team", Value: "payments" }]);
  expect(made.state).toEqual({
    ...inputs,
    arn: "arn:aws:s3:::documents-west",
    bucketDomainName: "documents-west.s3.amazonaws.com",
    bucketRegion: region,
    bucketRegionalDomainName: "documents-west.s3.us-west-2.amazonaws.com",
    hostedZoneId: "Z3BJ6K6RIION7M",
    objectLockEnabled: false,
    region,
    tagsAll: { team: "payments" },
  });
  expect(await find(bucket, context, { tags: { team: "payments" } })).toEqual([
    { id: made.id, name: made.id, tags: { team: "payments" } },
  ]);
  expect(await bucket.list(emulator.context("us-east-1"))).toEqual([]);
  expect((await TestResource.adopt(bucket, context, made.id)).inputs).toEqual(inputs);

  await made.update({ bucket: made.id, tags: { team: "ledger", tier: "1" } });
  expect((await s3().send(tagging)).TagSet).toEqual([
    { Key: "team", Value: "ledger" },
    { Key: "tier", Value: "1" },
  ]);
  await made.update({ bucket: made.id });
  await expect(s3().send(tagging)).rejects.toThrow(expect.objectContaining({ name: "NoSuchTagSet" }));

  const TagSet = [{ Key: "team", Value: "other" }];
  await s3().send(new PutBucketTaggingCommand({ Bucket: made.id, Tagging: { TagSet } }));
  await made.refresh();
  expect(made.inputs).toEqual({ bucket: made.id, tags: { team: "other" } });
  expect(made.diff({ bucket: "documents-2", objectLockEnabled: true }).replaces).toEqual(
    new Set(["bucket", "objectLockEnabled"]),
  );

  await made.delete();
  expect(await names()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
});

test("in us-east-1 a bucket is made once", async () => {
  const context = emulator.context("us-east-1");
  const made = await TestResource.create(bucket, context, { bucket: "documents-east", tags: { team: "payments" } });
  expect(made.state).toMatchObject({ region: "us-east-1", hostedZoneId: "Z3AQBSTGFYJSTF", tags: { team: "payments" } });
  await expect(bucket.create(context, { bucket: "documents-east" })).rejects.toThrow(
    'bucket "documents-east" exists already',
  );
  await made.delete();
});

test("a bucket with objects stays, unless it may be destroyed with all their versions", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(bucket, context, { bucket: "versions" });
  const Bucket = made.id;
  await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  for (const Body of ["one", "two"]) await s3().send(new PutObjectCommand({ Bucket, Key: "receipt.pdf", Body }));
  await s3().send(new PutObjectCommand({ Bucket, Key: "kept.pdf", Body: "kept" }));
  await s3().send(new DeleteObjectCommand({ Bucket, Key: "receipt.pdf" }));
  await expect(made.delete()).rejects.toThrow(expect.objectContaining({ name: "BucketNotEmpty" }));

  await made.update({ bucket: Bucket, forceDestroy: true });
  await made.delete();
  await expect(s3().send(new HeadBucketCommand({ Bucket }))).rejects.toThrow(
    expect.objectContaining({ name: "NotFound" }),
  );
});

test("a lock in governance mode does not keep a bucket that may be destroyed, one in compliance mode does", async () => {
  const context = emulator.context(region);
  const inputs = { bucket: "locked", forceDestroy: true, objectLockEnabled: true };
  const made = await TestResource.create(bucket, context, inputs);
  expect(made.state).toMatchObject(inputs);
  const Bucket = made.id;
  const put = (Key: string, ObjectLockMode: "GOVERNANCE" | "COMPLIANCE", seconds: number) =>
    s3().send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Key,
        ObjectLockMode,
        ObjectLockRetainUntilDate: new Date(Date.now() + seconds * 1000),
      }),
    );
  await put("governed", "GOVERNANCE", 3600);
  await made.delete();
  expect(await names()).toEqual([]);

  const again = await TestResource.create(bucket, context, inputs);
  const { VersionId } = await put("kept", "COMPLIANCE", 3600);
  await expect(again.delete()).rejects.toThrow(
    `bucket "locked" cannot be emptied: AccessDenied for "kept" version ${VersionId}: `,
  );
});

test("S3 is asked with the bucket in the path", () => {
  expect(emulator.context(region).client(S3Client).config.forcePathStyle).toBe(true);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(bucket, { bucket: "documents", acl: "private" })).toEqual([
    {
      property: "acl",
      reason: "unknown to the stand-in of aws:s3/bucket:Bucket; legal: bucket, forceDestroy, objectLockEnabled, tags",
    },
  ]);
});
