import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { bucketEncryption } from "./bucket-encryption.ts";
import { bucketPolicy } from "./bucket-policy.ts";
import { bucketPublicAccessBlock } from "./bucket-public-access-block.ts";
import { bucketVersioning } from "./bucket-versioning.ts";
import { bucket } from "./bucket.ts";

const emulator = useEmulator();
const region = "us-west-2";
const Bucket = "documents";
const key = "arn:aws:kms:us-west-2:000000000000:key/mrk-1";
const listed = [{ id: Bucket, name: Bucket }];
const s3 = () => emulator.client(S3Client, region);
let documents: TestResource | undefined;

beforeAll(async () => {
  documents = await TestResource.create(bucket, emulator.context(region), { bucket: Bucket });
});
afterAll(async () => {
  await documents?.delete();
});

test("versioning is made, found, changed, seen when it drifts, and suspended at its deletion", async () => {
  const context = emulator.context(region);
  const seen = async () => (await s3().send(new GetBucketVersioningCommand({ Bucket }))).Status;
  expect(await bucketVersioning.read(context, Bucket, {})).toBe(undefined);
  const inputs = { bucket: Bucket, versioningConfiguration: { status: "Enabled" } };
  const made = await TestResource.create(bucketVersioning, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(made.state).toEqual(inputs);
  expect(await seen()).toBe("Enabled");
  expect(await find(bucketVersioning, context, { id: Bucket })).toEqual(listed);
  expect(await bucketVersioning.list(emulator.context("us-east-1"))).toEqual([]);
  expect((await TestResource.adopt(bucketVersioning, context, Bucket)).inputs).toEqual(inputs);

  const suspended = { bucket: Bucket, versioningConfiguration: { status: "Suspended" } };
  await made.update(suspended);
  expect(await seen()).toBe("Suspended");
  await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));
  await expect(made.update({ bucket: Bucket, versioningConfiguration: { status: "On" } })).rejects.toThrow(
    expect.objectContaining({ name: "MalformedXML" }),
  );

  await made.delete();
  expect(await seen()).toBe("Suspended");
  expect(await bucketVersioning.list(context)).toEqual([]);
});

test("encryption is made, found, changed, seen when it drifts, and AWS's default after its deletion", async () => {
  const context = emulator.context(region);
  const seen = async () =>
    (await s3().send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  const byDefault = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }];
  expect(await seen()).toEqual(byDefault);
  expect(await bucketEncryption.list(context)).toEqual([]);
  const withKey = { kmsMasterKeyId: key, sseAlgorithm: "aws:kms" };
  const inputs = {
    bucket: Bucket,
    rules: [{ applyServerSideEncryptionByDefault: withKey, bucketKeyEnabled: true }],
  };
  const made = await TestResource.create(bucketEncryption, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(made.state).toEqual(inputs);
  expect(await seen()).toEqual([
    {
      ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: key, SSEAlgorithm: "aws:kms" },
      BucketKeyEnabled: true,
    },
  ]);
  expect(await find(bucketEncryption, context, { id: Bucket })).toEqual(listed);
  expect((await TestResource.adopt(bucketEncryption, context, Bucket)).inputs).toEqual(inputs);

  const news = { bucket: Bucket, rules: [{ applyServerSideEncryptionByDefault: withKey }] };
  await made.update(news);
  await made.refresh();
  expect(made.inputs).toEqual(news);
  await s3().send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({
    bucket: Bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  expect(await seen()).toEqual(byDefault);
  expect(await bucketEncryption.list(context)).toEqual([]);
});

test("the public access block is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const command = new GetPublicAccessBlockCommand({ Bucket });
  const seen = async () => (await s3().send(command)).PublicAccessBlockConfiguration;
  const inputs = {
    bucket: Bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const all = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const made = await TestResource.create(bucketPublicAccessBlock, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(made.state).toEqual(inputs);
  expect(await seen()).toEqual(all);
  expect(await find(bucketPublicAccessBlock, context, { id: Bucket })).toEqual(listed);
  expect((await TestResource.adopt(bucketPublicAccessBlock, context, Bucket)).inputs).toEqual(inputs);

  const news = { bucket: Bucket, blockPublicAcls: true };
  await made.update(news);
  expect(await seen()).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: false,
    IgnorePublicAcls: false,
    RestrictPublicBuckets: false,
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);
  await s3().send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  await expect(s3().send(command)).rejects.toThrow(
    expect.objectContaining({ name: "NoSuchPublicAccessBlockConfiguration" }),
  );
  expect(await made.refresh()).toBe(false);
  expect(await bucketPublicAccessBlock.list(context)).toEqual([]);
});

test("a bucket's policy is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const policyFor = (account: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${Bucket}/*`,
        },
      ],
    });
  const command = new GetBucketPolicyCommand({ Bucket });
  const seen = async () => (await s3().send(command)).Policy;
  const inputs = { bucket: Bucket, policy: policyFor("111111111111") };
  const made = await TestResource.create(bucketPolicy, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(made.state).toEqual(inputs);
  expect(await seen()).toBe(inputs.policy);
  expect(await find(bucketPolicy, context, { id: Bucket })).toEqual(listed);
  expect((await TestResource.adopt(bucketPolicy, context, Bucket)).inputs).toEqual(inputs);

  const spaced = { bucket: Bucket, policy: JSON.stringify(JSON.parse(inputs.policy), undefined, 2) };
  expect(made.diff(spaced).changes).toEqual(new Map());
  await made.update({ bucket: Bucket, policy: policyFor("222222222222") });
  expect(await seen()).toBe(policyFor("222222222222"));
  await s3().send(new PutBucketPolicyCommand({ Bucket, Policy: policyFor("333333333333") }));
  await made.refresh();
  expect(made.inputs).toEqual({ bucket: Bucket, policy: policyFor("333333333333") });
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  await expect(s3().send(command)).rejects.toThrow(expect.objectContaining({ name: "NoSuchBucketPolicy" }));
  expect(await made.refresh()).toBe(false);
  expect(await bucketPolicy.list(context)).toEqual([]);
});

test("settings go with their bucket, and deleting them then is no error", async () => {
  const context = emulator.context(region);
  const gone = await TestResource.create(bucket, context, { bucket: "gone" });
  const settings = await Promise.all([
    TestResource.create(bucketVersioning, context, { bucket: "gone", versioningConfiguration: { status: "Enabled" } }),
    TestResource.create(bucketEncryption, context, {
      bucket: "gone",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
    }),
    TestResource.create(bucketPublicAccessBlock, context, { bucket: "gone", blockPublicAcls: true }),
    TestResource.create(bucketPolicy, context, { bucket: "gone", policy: '{"Version":"2012-10-17","Statement":[]}' }),
  ]);
  await gone.delete();
  for (const setting of settings) {
    expect(await setting.refresh()).toBe(false);
    await setting.delete();
  }
});

test("properties that the entries do not know, and a policy that is no JSON, are refused", () => {
  expect([
    ...checkInputs(bucketVersioning, {
      bucket: Bucket,
      versioningConfiguration: { status: "Enabled", mfaDelete: "On" },
    }),
    ...checkInputs(bucketPolicy, { bucket: Bucket, policy: "{" }),
    ...checkInputs(bucketPublicAccessBlock, { bucket: Bucket, skipDestroy: true }),
    ...checkInputs(bucketEncryption, { bucket: Bucket, rules: [{ sseAlgorithm: "AES256" }] }),
  ]).toEqual([
    {
      property: "versioningConfiguration.mfaDelete",
      reason: "unknown to the stand-in of aws:s3/bucketVersioning:BucketVersioning; legal: status",
    },
    { property: "policy", reason: expect.stringMatching(/^is no JSON: /) as string },
    {
      property: "skipDestroy",
      reason:
        "unknown to the stand-in of aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock; legal: blockPublicAcls, blockPublicPolicy, bucket, ignorePublicAcls, restrictPublicBuckets",
    },
    {
      property: "rules[0].sseAlgorithm",
      reason:
        "unknown to the stand-in of aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration; legal: applyServerSideEncryptionByDefault, bucketKeyEnabled",
    },
  ]);
});
