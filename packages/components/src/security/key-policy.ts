import type { Region, Role, Topology } from "@tandem/config";
import { accountArn, logGroupsArn } from "../arns.ts";
import { autoscalingKeyStatements } from "./auto-scaling-key.ts";
import { databaseKeyStatements } from "./database-statements.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument, Statement } from "../policy.ts";

/** What the account's IAM policies may allow: managing the key, and nothing with the data under it. */
const administration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ReplicateKey",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
  "kms:UpdatePrimaryRegion",
];

/** Services that publish to the encrypted topic, and the topic's own. */
const messaging = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"];

const use = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/**
 * The policy of a region's key. Principals outside the account are AWS services acting for it. Nobody, not even the
 * account's administrators, decrypts with it directly: DynamoDB, S3 and SNS do so on behalf of callers whose own policies
 * allow it, S3's replication among them, which calls in the name of its role.
 * Sources: KMS "Default key policy", DynamoDB "Encryption at rest: how it works", S3 "Replicating encrypted objects",
 * CloudWatch Logs "Encrypt log data", SNS "Key management".
 */
export function keyPolicy(topology: Topology, role: Role): PolicyDocument {
  const region = topology.regions[role];
  const { accountId } = topology;
  const account = { AWS: accountArn(topology) };
  return policyDocument([
    administrationOf(topology),
    {
      Sid: "Tables",
      Effect: "Allow",
      Principal: account,
      Action: [...use, "kms:CreateGrant"],
      Resource: "*",
      Condition: {
        StringEquals: {
          "kms:CallerAccount": accountId,
          "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
        },
      },
    },
    {
      Sid: "Documents",
      Effect: "Allow",
      Principal: account,
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": `s3.${region}.amazonaws.com` },
      },
    },
    {
      Sid: "Publishers",
      Effect: "Allow",
      Principal: account,
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": `sns.${region}.amazonaws.com` },
      },
    },
    ...(topology.parameters ? [parametersOf(topology, region)] : []),
    ...(topology.database ? databaseKeyStatements(topology, role) : []),
    ...(topology.compute.kind === "ec2-asg" ? autoscalingKeyStatements(topology) : []),
    alertsOf(topology),
    {
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: use,
      Resource: "*",
      // Logs names the account in the encryption context; it is the bound that AWS documents for it.
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroupsArn(topology, role) },
      },
    },
  ]);
}

/** The policy of a key that encrypts nothing but an alert topic, under the same rules. */
export function alertKeyPolicy(topology: Pick<Topology, "accountId">): PolicyDocument {
  return policyDocument([administrationOf(topology), alertsOf(topology)]);
}

function administrationOf(topology: Pick<Topology, "accountId">): Statement {
  return {
    Sid: "Administration",
    Effect: "Allow",
    Principal: { AWS: accountArn(topology) },
    Action: administration,
    Resource: "*",
  };
}

/** Who may write parameters encrypts them with it, and who may read them decrypts. Source: Systems Manager "KMS encryption for SecureString parameters". */
function parametersOf(topology: Pick<Topology, "accountId">, region: Region): Statement {
  return {
    Sid: "Parameters",
    Effect: "Allow",
    Principal: { AWS: accountArn(topology) },
    Action: ["kms:Decrypt", "kms:Encrypt"],
    Resource: "*",
    Condition: {
      StringEquals: {
        "kms:CallerAccount": topology.accountId,
        "kms:ViaService": `ssm.${region}.amazonaws.com`,
      },
    },
  };
}

function alertsOf({ accountId }: Pick<Topology, "accountId">): Statement {
  return {
    Sid: "Alerts",
    Effect: "Allow",
    Principal: { Service: messaging },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
