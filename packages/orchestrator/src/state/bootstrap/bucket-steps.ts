import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { TandemError } from "@tandem/config";
import type { Role } from "@tandem/config";
import type { ClientSettings } from "../aws-clients.ts";
import { encryption, lifecycle, ownership, publicAccess, replication, tlsOnly } from "./bucket-settings.ts";
import type { StateBackend } from "./names.ts";
import { has, unlessMissing } from "./step.ts";
import type { Step } from "./step.ts";

/** S3's names for: there is no bucket, or nothing is set on it. */
const missing = [
  "NotFound",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchLifecycleConfiguration",
  "NoSuchPublicAccessBlockConfiguration",
  "OwnershipControlsNotFoundError",
  "ReplicationConfigurationNotFoundError",
  "ServerSideEncryptionConfigurationNotFoundError",
];

/**
 * One bucket, with everything that keeps states safe in it: versions, the key, no access but the account's and over TLS.
 * @param arn the region's key, once there is one
 */
export function bucketSteps(
  backend: StateBackend,
  role: Role,
  settings: ClientSettings,
  arn: (role: Role) => Promise<string | undefined>,
): readonly Step[] {
  const region = backend.regions[role];
  const Bucket = backend.buckets[role];
  const on = { Bucket, ExpectedBucketOwner: backend.accountId };
  const s3 = clientOf(settings);
  const step = (what: string, holds: Step["holds"], apply: () => Promise<unknown>): Step => ({
    what: `${what} ${Bucket}`,
    region,
    holds,
    apply: async () => {
      await apply();
    },
  });
  const set = async (asking: Promise<object>, wanted: object): Promise<boolean> =>
    has(await unlessMissing(asking, ...missing), wanted);
  const encrypted = async () => ({ ServerSideEncryptionConfiguration: encryption(await arn(role)) });
  const owned = { OwnershipControls: ownership };
  const closed = { PublicAccessBlockConfiguration: publicAccess };
  const policy = tlsOnly(Bucket);
  return [
    step(
      "bucket",
      async () => {
        try {
          return (await unlessMissing(s3.send(new HeadBucketCommand(on)), ...missing)) !== undefined;
        } catch (error) {
          // S3 answers without a body, and so without a name, when the bucket is another account's.
          if (!(error instanceof Error) || !["403", "Forbidden", "AccessDenied"].includes(error.name)) throw error;
          const message = `the bucket ${Bucket} is another account's, or these credentials may not see it`;
          throw new TandemError("bucket-forbidden", message, {
            hint: "tandem state bootstrap … --name <another>",
            cause: error,
          });
        }
      },
      () => s3.send(new CreateBucketCommand({ Bucket, ...location(region) })),
    ),
    step(
      "versions of what is in",
      () => set(s3.send(new GetBucketVersioningCommand(on)), { Status: "Enabled" }),
      () => s3.send(new PutBucketVersioningCommand({ ...on, VersioningConfiguration: { Status: "Enabled" } })),
    ),
    step(
      "no public access to",
      () => set(s3.send(new GetPublicAccessBlockCommand(on)), closed),
      () => s3.send(new PutPublicAccessBlockCommand({ ...on, ...closed })),
    ),
    step(
      "no access lists on",
      () => set(s3.send(new GetBucketOwnershipControlsCommand(on)), owned),
      () => s3.send(new PutBucketOwnershipControlsCommand({ ...on, ...owned })),
    ),
    step(
      "TLS only for",
      async () => {
        const text = (await unlessMissing(s3.send(new GetBucketPolicyCommand(on)), ...missing))?.Policy;
        return text !== undefined && has(JSON.parse(text), policy);
      },
      () => s3.send(new PutBucketPolicyCommand({ ...on, Policy: JSON.stringify(policy) })),
    ),
    step(
      "the key for",
      async () => {
        const wanted = await encrypted();
        return set(s3.send(new GetBucketEncryptionCommand(on)), wanted);
      },
      async () => s3.send(new PutBucketEncryptionCommand({ ...on, ...(await encrypted()) })),
    ),
    step(
      "an end to old versions in",
      () => set(s3.send(new GetBucketLifecycleConfigurationCommand(on)), { Rules: lifecycle }),
      () =>
        s3.send(new PutBucketLifecycleConfigurationCommand({ ...on, LifecycleConfiguration: { Rules: lifecycle } })),
    ),
  ];
}

/** Copies from one bucket to the other; both must be there and versioned. */
export function replicationStep(
  backend: StateBackend,
  source: Role,
  settings: ClientSettings,
  arn: (role: Role) => Promise<string | undefined>,
): Step {
  const destination = source === "primary" ? "standby" : "primary";
  const on = { Bucket: backend.buckets[source], ExpectedBucketOwner: backend.accountId };
  const s3 = clientOf(settings);
  const wanted = async () => ({ ReplicationConfiguration: replication(backend, destination, await arn(destination)) });
  return {
    what: `replication from ${backend.buckets[source]} to ${backend.buckets[destination]}`,
    region: backend.regions[source],
    holds: async () =>
      has(await unlessMissing(s3.send(new GetBucketReplicationCommand(on)), ...missing), await wanted()),
    apply: async () => {
      await s3.send(new PutBucketReplicationCommand({ ...on, ...(await wanted()) }));
    },
  };
}

function clientOf(settings: ClientSettings): S3Client {
  return new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
}

/** us-east-1 is named by naming none. */
function location(region: string) {
  if (region === "us-east-1") return {};
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
}
