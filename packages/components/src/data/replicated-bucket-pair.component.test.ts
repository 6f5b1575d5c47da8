import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { ReplicatedBucketPair } from "./replicated-bucket-pair.ts";

const keyArns = {
  primary: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  standby: "arn:aws:kms:us-east-2:123456789012:key/mrk-1",
};
const replicationRoleArn = "arn:aws:iam::123456789012:role/payment-replication-global-dev1";
const make = (given = topology) =>
  withMocks(() => {
    const providers = regionalProviders(given, ["primary", "standby"]);
    new ReplicatedBucketPair("documents", { topology: given, providers, keyArns, replicationRoleArn });
  }, run);
const { resources } = await make();
const kept = await make(keepTopology);
const inputsOf = (type: string, role: string) => only(resources, `aws:s3/${type}`, `documents-${role}`).inputs;

const sides = [
  ["primary", "us-east-1", "standby", "us-east-2"],
  ["standby", "us-east-2", "primary", "us-east-1"],
] as const;

it("makes two buckets with the same settings, and replication from each", () => {
  const side = (role: string) =>
    [
      "bucket:Bucket",
      "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "bucketOwnershipControls:BucketOwnershipControls",
      "bucketPolicy:BucketPolicy",
      "bucketPublicAccessBlock:BucketPublicAccessBlock",
      "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "bucketVersioning:BucketVersioning",
    ].map((type) => `aws:s3/${type} documents-${role} < documents-${role} @ aws-${role}`);
  expect(shape(resources)).toEqual(
    [
      ...side("primary"),
      ...side("standby"),
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig documents-primary < documents @ aws-primary",
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig documents-standby < documents @ aws-standby",
      "tandem:data:DocumentsBucket documents-primary < documents @ none",
      "tandem:data:DocumentsBucket documents-standby < documents @ none",
      "tandem:data:ReplicatedBucketPair documents < stack @ none",
    ].toSorted(),
  );
  expect(only(resources, "tandem:data:ReplicatedBucketPair").outputs).toEqual({
    bucketNames: { primary: "payment-docs-us-east-1-dev1", standby: "payment-docs-us-east-2-dev1" },
  });
});

describe.for(sides)("the %s bucket", ([role, region, other, otherRegion]) => {
  const bucket = `payment-docs-${region}-dev1`;

  it("has its name, and goes with all that is in it", () => {
    expect(inputsOf("bucket:Bucket", role)).toEqual({ bucket, forceDestroy: true, tags: tags(bucket) });
    expect(only(resources, "tandem:data:DocumentsBucket", `documents-${role}`).outputs).toEqual({
      bucketName: bucket,
      bucketArn: `arn:aws:s3:::${bucket}`,
    });
  });

  it("is versioned, under its region's key, owned by the account and never public", () => {
    expect(inputsOf("bucketVersioning:BucketVersioning", role)).toEqual({
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    expect(inputsOf("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", role)).toEqual({
      bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArns[role] },
          bucketKeyEnabled: true,
        },
      ],
    });
    expect(inputsOf("bucketOwnershipControls:BucketOwnershipControls", role)).toEqual({
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    expect(inputsOf("bucketPublicAccessBlock:BucketPublicAccessBlock", role)).toEqual({
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("is reached over TLS only", () => {
    const { policy, ...inputs } = inputsOf("bucketPolicy:BucketPolicy", role);
    expect(inputs).toEqual({ bucket });
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("keeps old documents cheaply and old versions for 90 days, those of heartbeats for one", () => {
    expect(inputsOf("bucketLifecycleConfiguration:BucketLifecycleConfiguration", role)).toEqual({
      bucket,
      rules: [
        {
          id: "cost",
          status: "Enabled",
          filter: { prefix: "" },
          transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
          noncurrentVersionExpiration: { noncurrentDays: 90 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        {
          id: "heartbeats",
          status: "Enabled",
          filter: { prefix: "heartbeats/" },
          noncurrentVersionExpiration: { noncurrentDays: 1 },
        },
      ],
    });
  });

  it("is copied to the other one within 15 minutes, under the other's key, once both are versioned", () => {
    expect(inputsOf("bucketReplicationConfig:BucketReplicationConfig", role)).toEqual({
      bucket,
      role: replicationRoleArn,
      rules: [
        {
          id: "documents",
          status: "Enabled",
          priority: 0,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: `arn:aws:s3:::payment-docs-${otherRegion}-dev1`,
            storageClass: "STANDARD",
            encryptionConfiguration: { replicaKmsKeyId: keyArns[other] },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
          },
        },
      ],
    });
    const { dependsOn } = only(
      resources,
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      `documents-${role}`,
    );
    expect(new Set(dependsOn)).toEqual(new Set(["documents-primary", "documents-standby"]));
  });
});

it("protects both buckets where data is kept, and never empties them", () => {
  expect(protectedNames(resources)).toEqual([]);
  expect(protectedNames(kept.resources)).toEqual([
    "aws:s3/bucket:Bucket documents-primary protect=true retain=true",
    "aws:s3/bucket:Bucket documents-standby protect=true retain=true",
  ]);
  for (const role of ["primary", "standby"]) {
    expect(only(kept.resources, "aws:s3/bucket:Bucket", `documents-${role}`).inputs["forceDestroy"]).toBe(false);
  }
});
