import type {
  LifecycleRule,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionConfiguration,
} from "@aws-sdk/client-s3";
import type { Role } from "@tandem/config";
import type { StateBackend } from "./names.ts";

/** S3 takes no other value for replication time control. */
const REPLICATION_MINUTES = 15;

export const publicAccess: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export const ownership: OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] };

/** A year of older states; the engine writes one at every step of an update. */
export const lifecycle: LifecycleRule[] = [
  {
    ID: "old-versions",
    Status: "Enabled",
    Filter: { Prefix: "" },
    NoncurrentVersionExpiration: { NoncurrentDays: 365 },
    Expiration: { ExpiredObjectDeleteMarker: true },
  },
];

/** @param keyArn the key of the bucket's region; undefined before there is one */
export function encryption(keyArn: string | undefined): ServerSideEncryptionConfiguration {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: keyArn };
  // One call to KMS serves many objects.
  return { Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }] };
}

export function tlsOnly(bucket: string) {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  const statement = { Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*", Resource, Condition };
  return { Version: "2012-10-17", Statement: [statement] };
}

/**
 * Both ways, so that what is written in the standby comes home. Deletions are copied too: an engine's lock that is given
 * back is given back in both buckets.
 */
export function replication(
  { accountId, buckets, replicationRole }: StateBackend,
  destination: Role,
  keyArn: string | undefined,
): ReplicationConfiguration {
  return {
    Role: `arn:aws:iam::${accountId}:role/${replicationRole}`,
    Rules: [
      {
        ID: "states",
        Status: "Enabled",
        Priority: 0,
        Filter: { Prefix: "" },
        DeleteMarkerReplication: { Status: "Enabled" },
        // S3 leaves objects under KMS out unless it is told.
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } },
        Destination: {
          Bucket: `arn:aws:s3:::${buckets[destination]}`,
          EncryptionConfiguration: { ReplicaKmsKeyID: keyArn },
          ReplicationTime: { Status: "Enabled", Time: { Minutes: REPLICATION_MINUTES } },
          Metrics: { Status: "Enabled", EventThreshold: { Minutes: REPLICATION_MINUTES } },
        },
      },
    ],
  };
}
