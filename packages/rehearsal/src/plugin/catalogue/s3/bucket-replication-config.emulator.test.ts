import {
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import type { Properties } from "../../entry.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { key } from "../kms/key.ts";
import { replicaKey } from "../kms/replica-key.ts";
import { bucketEncryption } from "./bucket-encryption.ts";
import { bucketReplicationConfig } from "./bucket-replication-config.ts";
import { bucketVersioning } from "./bucket-versioning.ts";
import { bucket } from "./bucket.ts";

const emulator = useEmulator();
const role = "arn:aws:iam::000000000000:role/replication";
const east = { region: "us-east-1", bucket: "documents-east" };
const west = { region: "us-west-2", bucket: "documents-west" };
const sides = [east, west] as const;
const keyArns = new Map<string, string>();
const buckets: TestResource[] = [];
const s3 = (side: typeof east) => emulator.client(S3Client, side.region);

beforeAll(async () => {
  const primary = await TestResource.create(key, emulator.context(east.region), { multiRegion: true });
  const primaryKeyArn = primary.state["arn"] as string;
  const replica = await TestResource.create(replicaKey, emulator.context(west.region), { primaryKeyArn });
  keyArns.set(east.region, primaryKeyArn);
  keyArns.set(west.region, replica.state["arn"] as string);
  for (const side of sides) {
    const context = emulator.context(side.region);
    buckets.push(await TestResource.create(bucket, context, { bucket: side.bucket, forceDestroy: true }));
    const versioningConfiguration = { status: "Enabled" };
    await TestResource.create(bucketVersioning, context, { bucket: side.bucket, versioningConfiguration });
    const byDefault = { kmsMasterKeyId: keyArns.get(side.region) ?? "", sseAlgorithm: "aws:kms" };
    await TestResource.create(bucketEncryption, context, {
      bucket: side.bucket,
      rules: [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: true }],
    });
  }
});
afterAll(async () => {
  for (const made of buckets) await made.delete();
});

/** One rule with KMS on both sides and replication time control, as the pair of a payments profile has it. */
function replicationTo(from: typeof east, to: typeof east): Properties {
  return {
    bucket: from.bucket,
    role,
    rules: [
      {
        id: `to-${to.region}`,
        status: "Enabled",
        priority: 1,
        filter: { prefix: "" },
        deleteMarkerReplication: { status: "Enabled" },
        sourceSelectionCriteria: {
          replicaModifications: { status: "Enabled" },
          sseKmsEncryptedObjects: { status: "Enabled" },
        },
        destination: {
          account: "000000000000",
          bucket: `arn:aws:s3:::${to.bucket}`,
          storageClass: "STANDARD_IA",
          encryptionConfiguration: { replicaKmsKeyId: keyArns.get(to.region) ?? "" },
          metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
          replicationTime: { status: "Enabled", time: { minutes: 15 } },
        },
      },
    ],
  };
}

test("replication is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(east.region);
  const seen = async () =>
    (await s3(east).send(new GetBucketReplicationCommand({ Bucket: east.bucket }))).ReplicationConfiguration;
  const inputs = replicationTo(east, west);
  const made = await TestResource.create(bucketReplicationConfig, context, inputs);
  expect(made.id).toBe(east.bucket);
  expect(made.state).toEqual(inputs);
  const Destination = {
    Account: "000000000000",
    Bucket: "arn:aws:s3:::documents-west",
    StorageClass: "STANDARD_IA",
    EncryptionConfiguration: { ReplicaKmsKeyID: keyArns.get(west.region) },
    Metrics: { Status: "Enabled", EventThreshold: { Minutes: 15 } },
    ReplicationTime: { Status: "Enabled", Time: { Minutes: 15 } },
  };
  expect(await seen()).toEqual({
    Role: role,
    Rules: [
      {
        ID: "to-us-west-2",
        Status: "Enabled",
        Priority: 1,
        Filter: { Prefix: "" },
        DeleteMarkerReplication: { Status: "Enabled" },
        SourceSelectionCriteria: {
          ReplicaModifications: { Status: "Enabled" },
          SseKmsEncryptedObjects: { Status: "Enabled" },
        },
        Destination,
      },
    ],
  });
  expect(await find(bucketReplicationConfig, context, { id: east.bucket })).toEqual([
    { id: east.bucket, name: east.bucket },
  ]);
  expect(await bucketReplicationConfig.list(emulator.context(west.region))).toEqual([]);
  expect((await TestResource.adopt(bucketReplicationConfig, context, east.bucket)).inputs).toEqual(inputs);

  // A rule without a name and without options: S3 names it, which is no drift.
  const bucketArn = "arn:aws:s3:::documents-west";
  const plain = {
    bucket: east.bucket,
    role: `${role}-2`,
    rules: [{ status: "Disabled", filter: {}, destination: { bucket: bucketArn } }],
  };
  await made.update(plain);
  await made.refresh();
  expect(made.inputs).toEqual(plain);
  expect(await seen()).toMatchObject({
    Role: `${role}-2`,
    Rules: [{ ID: expect.stringMatching(/^[0-9a-f]+$/) as string }],
  });

  await s3(east).send(
    new PutBucketReplicationCommand({
      Bucket: east.bucket,
      ReplicationConfiguration: {
        Role: role,
        Rules: [
          {
            Status: "Enabled",
            Priority: 2,
            Filter: { And: { Prefix: "receipts/", Tags: [{ Key: "kind", Value: "receipt" }] } },
            DeleteMarkerReplication: { Status: "Disabled" },
            Destination: { Bucket: bucketArn, AccessControlTranslation: { Owner: "Destination" } },
          },
          {
            ID: "tagged",
            Status: "Enabled",
            Filter: { Tag: { Key: "kind", Value: "receipt" } },
            Destination: { Bucket: bucketArn },
          },
        ],
      },
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({
    bucket: east.bucket,
    role,
    rules: [
      {
        status: "Enabled",
        priority: 2,
        filter: { and: { prefix: "receipts/", tags: { kind: "receipt" } } },
        deleteMarkerReplication: { status: "Disabled" },
        destination: { bucket: bucketArn, accessControlTranslation: { owner: "Destination" } },
      },
      {
        id: "tagged",
        status: "Enabled",
        filter: { tag: { key: "kind", value: "receipt" } },
        destination: { bucket: bucketArn },
      },
    ],
  });
  const drifted = made.inputs;
  await made.update(inputs);
  await made.update(drifted);
  await made.refresh();
  expect(made.inputs).toEqual(drifted);
  expect(made.diff({ ...inputs, bucket: "other" }).replaces).toEqual(new Set(["bucket"]));

  await made.delete();
  await expect(seen()).rejects.toThrow(expect.objectContaining({ name: "ReplicationConfigurationNotFoundError" }));
  expect(await made.refresh()).toBe(false);
  expect(await bucketReplicationConfig.list(context)).toEqual([]);
  await made.delete();
});

test("an object that is put on one side of a two-way pair is read on the other, and its delete marker follows", async () => {
  const pair: TestResource[] = [];
  for (const [from, to] of [
    [east, west],
    [west, east],
  ] as const) {
    const context = emulator.context(from.region);
    pair.push(await TestResource.create(bucketReplicationConfig, context, replicationTo(from, to)));
  }
  for (const [from, to] of [
    [east, west],
    [west, east],
  ] as const) {
    const Key = `receipts/from-${from.region}.pdf`;
    await s3(from).send(new PutObjectCommand({ Bucket: from.bucket, Key, Body: `paid in ${from.region}` }));
    const source = await s3(from).send(new HeadObjectCommand({ Bucket: from.bucket, Key }));
    expect(source).toMatchObject({
      ReplicationStatus: "COMPLETED",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: keyArns.get(from.region),
    });
    const copy = await s3(to).send(new GetObjectCommand({ Bucket: to.bucket, Key }));
    expect(await copy.Body?.transformToString()).toBe(`paid in ${from.region}`);
    expect(copy).toMatchObject({
      ReplicationStatus: "REPLICA",
      ServerSideEncryption: "aws:kms",
      // At AWS it would be the key of this side.
      SSEKMSKeyId: keyArns.get(from.region),
      StorageClass: "STANDARD_IA",
    });

    await s3(from).send(new DeleteObjectCommand({ Bucket: from.bucket, Key }));
    const again = s3(to).send(new GetObjectCommand({ Bucket: to.bucket, Key }));
    await expect(again).rejects.toThrow(expect.objectContaining({ name: "NoSuchKey" }));
  }
  for (const made of pair) await made.delete();
});

test("replication control without its metrics is refused, as AWS does", async () => {
  const [rule] = replicationTo(east, west)["rules"] as readonly [Properties];
  const { metrics: _, ...destination } = rule["destination"] as Properties;
  const inputs = { bucket: east.bucket, role, rules: [{ ...rule, destination }] };
  await expect(TestResource.create(bucketReplicationConfig, emulator.context(east.region), inputs)).rejects.toThrow(
    "Replication destination must contain both ReplicationTime and Metrics or neither.",
  );
});

test("a property that the entry does not know is refused", () => {
  const inputs = { ...replicationTo(east, west), token: "secret" };
  expect(checkInputs(bucketReplicationConfig, inputs)).toEqual([
    {
      property: "token",
      reason:
        "unknown to the stand-in of aws:s3/bucketReplicationConfig:BucketReplicationConfig; legal: bucket, role, rules",
    },
  ]);
});
