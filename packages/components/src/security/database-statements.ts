import type { Region, Role, Topology } from "@tandem/config";
import { accountArn, topicArn } from "../arns.ts";
import type { Statement } from "../policy.ts";

/** Who publishes the events of RDS to a topic. */
const rdsEventsPrincipal = "events.rds.amazonaws.com";

/**
 * What a region's key must allow for a database: RDS takes grants of it for storage, snapshots and Performance Insights,
 * Secrets Manager encrypts the user with it, and RDS publishes events to the encrypted topic.
 * Sources: RDS "AWS KMS key management", Secrets Manager "Permissions for the KMS key", RDS "Granting permissions to
 * publish notifications to an Amazon SNS topic".
 */
export function databaseKeyStatements(topology: Pick<Topology, "accountId" | "regions">, role: Role): Statement[] {
  const { accountId, regions } = topology;
  const via = (service: string) => ({
    "kms:CallerAccount": accountId,
    "kms:ViaService": `${service}.${regions[role]}.amazonaws.com`,
  });
  return [
    {
      Sid: "Database",
      Effect: "Allow",
      Principal: { AWS: accountArn(topology) },
      Action: [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: "*",
      Condition: { StringEquals: via("rds") },
    },
    {
      Sid: "DatabaseSecret",
      Effect: "Allow",
      Principal: { AWS: accountArn(topology) },
      Action: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: via("secretsmanager") },
    },
    {
      Sid: "DatabaseEvents",
      Effect: "Allow",
      Principal: { Service: rdsEventsPrincipal },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ];
}

/** What an alert topic must allow for RDS to tell it of events. */
export function databaseTopicStatement(topology: Pick<Topology, "accountId">, region: Region, name: string): Statement {
  return {
    Sid: "DatabaseEvents",
    Effect: "Allow",
    Principal: { Service: rdsEventsPrincipal },
    Action: "sns:Publish",
    Resource: topicArn(topology, region, name),
    Condition: { StringEquals: { "aws:SourceAccount": topology.accountId } },
  };
}
