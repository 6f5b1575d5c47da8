import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { documentsArn, documentsBucketArn } from "../arns.ts";
import { fullName, tagsOf } from "../names.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { retentionOptions } from "../retention.ts";

export interface DocumentsBucketArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * One region's bucket for the documents of payments: versioned, encrypted with the region's key, owned by the account
 * alone, never public, reached over TLS only. What nobody reads any more moves to cheaper storage.
 *
 * ```ts
 * new DocumentsBucket("documents-primary", { topology, role: "primary", provider, keyArn });
 * ```
 *
 * Costs per stored byte and request; nothing when empty.
 * @stateful
 */
export class DocumentsBucket extends pulumi.ComponentResource {
  public readonly bucketName: pulumi.Output<string>;
  public readonly bucketArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly bucket: aws.s3.Bucket;
    readonly versioning: aws.s3.BucketVersioning;
    /** Everything else that is set on the bucket. */
    readonly settings: readonly pulumi.Resource[];
  };

  constructor(name: string, args: DocumentsBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:data:DocumentsBucket", name, {}, opts);
    const bucket = this.createBucket(name, args);
    const on = { bucket: bucket.bucket };
    const child = { parent: this, provider: args.provider };
    const versioning = new aws.s3.BucketVersioning(
      name,
      { ...on, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    const access = new aws.s3.BucketPublicAccessBlock(
      name,
      { ...on, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    const settings = [
      access,
      this.createEncryption(name, args, bucket),
      // Access lists are off: policies alone decide.
      new aws.s3.BucketOwnershipControls(name, { ...on, rule: { objectOwnership: "BucketOwnerEnforced" } }, child),
      // S3 takes one change of access to a bucket at a time.
      new aws.s3.BucketPolicy(
        name,
        { ...on, policy: JSON.stringify(documentsPolicy(args.topology, args.role)) },
        { ...child, dependsOn: access },
      ),
      this.createLifecycle(name, args, bucket, versioning),
    ];
    this.nodes = { bucket, versioning, settings };
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  private createBucket(name: string, { topology, role, provider }: DocumentsBucketArgs): aws.s3.Bucket {
    return new aws.s3.Bucket(
      name,
      {
        bucket: topology.names[role].documentsBucket,
        forceDestroy: topology.retention === "disposable",
        tags: tagsOf(topology, fullName(topology, "documents", role)),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
  }

  private createEncryption(name: string, { provider, keyArn }: DocumentsBucketArgs, bucket: aws.s3.Bucket) {
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: bucket.bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            // One call to KMS serves many objects.
            bucketKeyEnabled: true,
          },
        ],
      },
      { parent: this, provider },
    );
  }

  private createLifecycle(
    name: string,
    { provider }: DocumentsBucketArgs,
    bucket: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
  ) {
    return new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket: bucket.bucket,
        rules: [
          {
            id: "cost",
            status: "Enabled",
            filter: { prefix: "" },
            // The least age that S3 moves objects at; a payment's documents are read in its first days.
            transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
            // Documents are written once, so that an older version is one that somebody replaced or deleted.
            noncurrentVersionExpiration: { noncurrentDays: 90 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
          {
            id: "heartbeats",
            status: "Enabled",
            filter: { prefix: "heartbeats/" },
            // Each start of a writer replaces one object. Of two rules that cover it, S3 follows the shorter one.
            noncurrentVersionExpiration: { noncurrentDays: 1 },
          },
        ],
      },
      { parent: this, provider, dependsOn: versioning },
    );
  }
}

/** Nobody reaches the documents without TLS; who may reach them is said by the policies of identities. */
function documentsPolicy(topology: Topology, role: Role): PolicyDocument {
  return policyDocument([
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [documentsBucketArn(topology, role), documentsArn(topology, role)],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
