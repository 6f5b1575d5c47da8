import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { bucketLifecycleConfiguration } from "./bucket-lifecycle-configuration.ts";
import { bucketOwnershipControls } from "./bucket-ownership-controls.ts";
import { bucket } from "./bucket.ts";

const emulator = useEmulator();
const region = "us-west-2";
const Bucket = "documents";
const listed = [{ id: Bucket, name: Bucket }];
const s3 = () => emulator.client(S3Client, region);
let documents: TestResource | undefined;

beforeAll(async () => {
  documents = await TestResource.create(bucket, emulator.context(region), { bucket: Bucket });
});
afterAll(async () => {
  await documents?.delete();
});

test("a lifecycle is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket });
  const seen = async () => (await s3().send(command)).Rules;
  const inputs = {
    bucket: Bucket,
    rules: [
      {
        id: "versions",
        status: "Enabled",
        noncurrentVersionExpiration: { noncurrentDays: 90, newerNoncurrentVersions: 3 },
        noncurrentVersionTransitions: [{ noncurrentDays: 30, storageClass: "STANDARD_IA" }],
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        expiration: { expiredObjectDeleteMarker: true },
      },
      {
        id: "receipts",
        status: "Disabled",
        filter: { and: { prefix: "receipts/", tags: { kind: "receipt" }, objectSizeGreaterThan: 1024 } },
        expiration: { date: "2030-01-01T00:00:00Z" },
        transitions: [
          { days: 90, storageClass: "GLACIER_IR" },
          { days: 30, storageClass: "STANDARD_IA" },
        ],
      },
    ],
  };
  const made = await TestResource.create(bucketLifecycleConfiguration, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(await seen()).toEqual([
    {
      ID: "versions",
      Status: "Enabled",
      Filter: {},
      NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 3 },
      NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: "STANDARD_IA" }],
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      Expiration: { ExpiredObjectDeleteMarker: true },
    },
    {
      ID: "receipts",
      Status: "Disabled",
      Filter: {
        And: { Prefix: "receipts/", Tags: [{ Key: "kind", Value: "receipt" }], ObjectSizeGreaterThan: 1024 },
      },
      Expiration: { Date: new Date("2030-01-01T00:00:00Z") },
      Transitions: [
        { Days: 90, StorageClass: "GLACIER_IR" },
        { Days: 30, StorageClass: "STANDARD_IA" },
      ],
    },
  ]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect(await find(bucketLifecycleConfiguration, context, { id: Bucket })).toEqual(listed);
  const adopted = await TestResource.adopt(bucketLifecycleConfiguration, context, Bucket);
  expect(adopted.diff(inputs).changes).toEqual(new Map());

  const news = {
    bucket: Bucket,
    rules: [
      { id: "all", status: "Enabled", filter: { prefix: "" }, expiration: { days: 365 } },
      {
        id: "tagged",
        status: "Enabled",
        filter: { tag: { key: "kind", value: "draft" } },
        transitions: [{ date: "2030-01-01T00:00:00Z", storageClass: "GLACIER" }],
      },
      {
        id: "sizes",
        status: "Enabled",
        filter: { and: { objectSizeGreaterThan: 1, objectSizeLessThan: 9 } },
        expiration: { days: 1 },
      },
      { id: "large", status: "Enabled", filter: { objectSizeGreaterThan: 1 }, expiration: { days: 1 } },
      { id: "small", status: "Enabled", filter: { objectSizeLessThan: 9 }, expiration: { days: 1 } },
    ],
  };
  await made.update(news);
  await made.refresh();
  expect(made.inputs).toEqual(news);

  const Rules = [{ ID: "all", Status: "Enabled" as const, Filter: { Prefix: "other/" }, Expiration: { Days: 1 } }];
  await s3().send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  await made.refresh();
  expect(made.inputs).toEqual({
    bucket: Bucket,
    rules: [{ id: "all", status: "Enabled", filter: { prefix: "other/" }, expiration: { days: 1 } }],
  });
  expect(made.diff({ ...news, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  await expect(s3().send(command)).rejects.toThrow(expect.objectContaining({ name: "NoSuchLifecycleConfiguration" }));
  expect(await made.refresh()).toBe(false);
  expect(await bucketLifecycleConfiguration.list(context)).toEqual([]);
  await made.delete();
});

test("a date that is none is refused", async () => {
  const rules = [{ id: "all", status: "Enabled", expiration: { date: "soon" } }];
  await expect(
    bucketLifecycleConfiguration.create(emulator.context(region), { bucket: Bucket, rules }),
  ).rejects.toThrow('date is "soon"; legal: midnight UTC, for example "2027-01-01T00:00:00Z"');
});

test("ownership controls are made, found, changed, seen when they drift, and deleted", async () => {
  const context = emulator.context(region);
  const command = new GetBucketOwnershipControlsCommand({ Bucket });
  const seen = async () => (await s3().send(command)).OwnershipControls?.Rules;
  const inputs = { bucket: Bucket, rule: { objectOwnership: "BucketOwnerPreferred" } };
  const made = await TestResource.create(bucketOwnershipControls, context, inputs);
  expect(made.id).toBe(Bucket);
  expect(made.state).toEqual(inputs);
  expect(await seen()).toEqual([{ ObjectOwnership: "BucketOwnerPreferred" }]);
  expect(await find(bucketOwnershipControls, context, { id: Bucket })).toEqual(listed);
  expect((await TestResource.adopt(bucketOwnershipControls, context, Bucket)).inputs).toEqual(inputs);

  await made.update({ bucket: Bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
  expect(await seen()).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
  await s3().send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({ bucket: Bucket, rule: { objectOwnership: "ObjectWriter" } });
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  await expect(s3().send(command)).rejects.toThrow(expect.objectContaining({ name: "OwnershipControlsNotFoundError" }));
  expect(await made.refresh()).toBe(false);
  expect(await bucketOwnershipControls.list(context)).toEqual([]);
  await made.delete();
});

test("properties that the entries do not know are refused", () => {
  const rules = [{ id: "all", status: "Enabled", prefix: "receipts/" }];
  expect([
    ...checkInputs(bucketLifecycleConfiguration, { bucket: Bucket, rules }),
    ...checkInputs(bucketOwnershipControls, { bucket: Bucket, rule: {} }),
  ]).toEqual([
    {
      property: "rules[0].prefix",
      reason:
        "unknown to the stand-in of aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration; legal: abortIncompleteMultipartUpload, expiration, filter, id, noncurrentVersionExpiration, noncurrentVersionTransitions, status, transitions",
    },
    {
      property: "rule.objectOwnership",
      reason: "missing; aws:s3/bucketOwnershipControls:BucketOwnershipControls needs it",
    },
  ]);
});
