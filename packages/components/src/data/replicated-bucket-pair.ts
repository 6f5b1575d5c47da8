import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { DocumentsBucket } from "./documents-bucket.ts";
import { replicationRule, replicationTimeMinutes } from "./replication-rule.ts";

export interface ReplicatedBucketPairArgs {
  readonly topology: Topology;
  /** One provider per region. */
  readonly providers: Readonly<Record<Role, aws.Provider>>;
  /** Each region's key. */
  readonly keyArns: Readonly<Record<Role, pulumi.Input<string>>>;
  /** What S3 copies with. */
  readonly replicationRoleArn: pulumi.Input<string>;
}

/**
 * The documents of payments in both regions: a bucket in each, and each copied to the other, so that documents which are
 * written after a failover come home. Deletions are copied as delete markers, which hide a document and keep it.
 *
 * ```ts
 * new ReplicatedBucketPair("documents", { topology, providers, keyArns, replicationRoleArn });
 * ```
 *
 * Replication time control promises 99.9 % of objects within 15 minutes, most take seconds: S3 gives no RPO under a
 * minute. A changed rule goes through us-east-1. Costs per stored byte, copied byte and request, twice.
 * @stateful
 */
export class ReplicatedBucketPair extends pulumi.ComponentResource {
  public readonly bucketNames: Readonly<Record<Role, pulumi.Output<string>>>;
  public readonly nodes: {
    readonly buckets: Readonly<Record<Role, DocumentsBucket>>;
    readonly replication: Readonly<Record<Role, aws.s3.BucketReplicationConfig>>;
  };

  constructor(name: string, args: ReplicatedBucketPairArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:data:ReplicatedBucketPair", name, {}, opts);
    const buckets = {
      primary: this.createBucket(name, args, "primary"),
      standby: this.createBucket(name, args, "standby"),
    };
    const replication = {
      primary: this.createReplication(name, args, buckets, "primary", "standby"),
      standby: this.createReplication(name, args, buckets, "standby", "primary"),
    };
    this.nodes = { buckets, replication };
    this.bucketNames = { primary: buckets.primary.bucketName, standby: buckets.standby.bucketName };
    this.registerOutputs({ bucketNames: this.bucketNames });
  }

  private createBucket(
    name: string,
    { topology, providers, keyArns }: ReplicatedBucketPairArgs,
    role: Role,
  ): DocumentsBucket {
    const args = { topology, role, provider: providers[role], keyArn: keyArns[role] };
    return new DocumentsBucket(`${name}-${role}`, args, { parent: this });
  }

  private createReplication(
    name: string,
    { providers, keyArns, replicationRoleArn }: ReplicatedBucketPairArgs,
    buckets: Readonly<Record<Role, DocumentsBucket>>,
    source: Role,
    destination: Role,
  ): aws.s3.BucketReplicationConfig {
    return new aws.s3.BucketReplicationConfig(
      `${name}-${source}`,
      {
        bucket: buckets[source].bucketName,
        role: replicationRoleArn,
        rules: [
          {
            id: replicationRule,
            status: "Enabled",
            priority: 0,
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Enabled" },
            // S3 leaves objects under KMS out unless it is told.
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
            destination: {
              bucket: buckets[destination].bucketArn,
              storageClass: "STANDARD",
              encryptionConfiguration: { replicaKmsKeyId: keyArns[destination] },
              replicationTime: { status: "Enabled", time: { minutes: replicationTimeMinutes } },
              metrics: { status: "Enabled", eventThreshold: { minutes: replicationTimeMinutes } },
            },
          },
        ],
      },
      {
        parent: this,
        provider: providers[source],
        // S3 copies between versioned buckets only.
        dependsOn: [buckets[source].nodes.versioning, buckets[destination].nodes.versioning],
      },
    );
  }
}
