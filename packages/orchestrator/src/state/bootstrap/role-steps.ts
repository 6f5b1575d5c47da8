import {
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { roles } from "@tandem/config";
import type { ClientSettings } from "../aws-clients.ts";
import type { StateBackend } from "./names.ts";
import { has, unlessMissing } from "./step.ts";
import type { Step } from "./step.ts";

const POLICY = "replication";

/** The role that S3 copies states with, between the two buckets and under their key only. */
export function roleSteps(backend: StateBackend, settings: ClientSettings): readonly Step[] {
  const iam = new IAMClient(settings);
  const RoleName = backend.replicationRole;
  const policy = replicationPolicy(backend);
  return [
    {
      what: `role ${RoleName}`,
      region: "global",
      holds: async () =>
        (await unlessMissing(iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException")) !== undefined,
      apply: async () => {
        const AssumeRolePolicyDocument = JSON.stringify(trust(backend));
        const Description = "S3 replication of Pulumi's states between two regions";
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Description }));
      },
    },
    {
      what: `permissions of ${RoleName}`,
      region: "global",
      holds: async () => {
        const asked = iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: POLICY }));
        const document = (await unlessMissing(asked, "NoSuchEntityException"))?.PolicyDocument;
        return document !== undefined && has(JSON.parse(decodeURIComponent(document)), policy);
      },
      apply: async () => {
        const PolicyDocument = JSON.stringify(policy);
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument }));
      },
    },
  ];
}

/** Only for buckets of this account. */
function trust({ accountId }: StateBackend) {
  const Condition = { StringEquals: { "aws:SourceAccount": accountId } };
  const statement = {
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition,
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

/** Source: S3 "Setting up permissions for live replication", "Replicating encrypted objects". */
function replicationPolicy({ accountId, buckets, regions }: StateBackend) {
  const arns = roles.map((role) => `arn:aws:s3:::${buckets[role]}`);
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: arns },
      {
        Effect: "Allow",
        Action: [
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionTagging",
          "s3:ReplicateDelete",
          "s3:ReplicateObject",
          "s3:ReplicateTags",
        ],
        Resource: arns.map((arn) => `${arn}/*`),
      },
      // With bucket keys, KMS is told the bucket's ARN.
      ...roles.map((role) => ({
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        Resource: `arn:aws:kms:${regions[role]}:${accountId}:key/*`,
        Condition: {
          StringEquals: {
            "kms:ViaService": `s3.${regions[role]}.amazonaws.com`,
            "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${buckets[role]}`,
          },
        },
      })),
    ],
  };
}
