import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { documentsArn, documentsBucketArn } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument, Statement } from "../policy.ts";
import { serviceTrust } from "./service-trust.ts";

export interface ReplicationRoleArgs {
  readonly topology: Topology;
  /** Of any region: IAM is global. */
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** Each region's key. */
  readonly keyArns: Readonly<Record<Role, pulumi.Input<string>>>;
}

/**
 * The IAM role that S3 copies documents with, in both directions: it reads versions of one bucket, writes replicas to the
 * other, and uses each region's key only through S3 and only for its bucket.
 *
 * ```ts
 * new ReplicationRole("replication", { topology, provider, boundaryArn, keyArns });
 * ```
 *
 * Costs nothing.
 */
export class ReplicationRole extends pulumi.ComponentResource {
  public readonly roleArn: pulumi.Output<string>;
  public readonly nodes: { readonly role: aws.iam.Role; readonly policy: aws.iam.RolePolicy };

  constructor(name: string, args: ReplicationRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:ReplicationRole", name, {}, opts);
    const { topology, provider, boundaryArn, keyArns } = args;
    const role = new aws.iam.Role(
      name,
      {
        name: topology.names.global.replicationRole,
        description: "S3 replication of documents between the two regions",
        assumeRolePolicy: JSON.stringify(serviceTrust("s3.amazonaws.com")),
        permissionsBoundary: boundaryArn,
        tags: tagsOf(topology, fullName(topology, "replication", "global")),
      },
      { parent: this, provider },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        name: nameWithin(topology, "replication"),
        role: role.name,
        policy: pulumi.jsonStringify(replicationPolicy(topology, keyArns)),
      },
      { parent: this, provider },
    );
    this.nodes = { role, policy };
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** What S3 may do to copy documents. Source: S3 "Setting up permissions for live replication", "Replicating encrypted objects". */
export function replicationPolicy(
  topology: Topology,
  keyArns: Readonly<Record<Role, pulumi.Input<string>>>,
): PolicyDocument<pulumi.Input<string>> {
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "ReadBuckets",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: roles.map((role) => documentsBucketArn(topology, role)),
    },
    {
      Sid: "CopyDocuments",
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
      ],
      Resource: roles.map((role) => documentsArn(topology, role)),
    },
    ...roles.map((role) => keyStatement(topology, role, keyArns[role])),
  ]);
}

/** Each bucket is a source and a destination. With bucket keys, KMS is told the bucket's ARN, not the object's. */
function keyStatement(topology: Topology, role: Role, keyArn: pulumi.Input<string>): Statement<pulumi.Input<string>> {
  return {
    Sid: role === "primary" ? "PrimaryKey" : "StandbyKey",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    Resource: keyArn,
    Condition: {
      StringEquals: {
        "kms:ViaService": `s3.${topology.regions[role]}.amazonaws.com`,
        "kms:EncryptionContext:aws:s3:arn": documentsBucketArn(topology, role),
      },
    },
  };
}
