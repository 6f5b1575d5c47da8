import type { UsageException } from "./usage.ts";

/**
 * The reviewed list of permissions that no call of a rehearsal shows, each with its reason. An entry that a rehearsal
 * does show, or that no role has, fails the proof.
 */
export const usageExceptions: readonly UsageException[] = [
  {
    role: "payment-processor-",
    sid: "TableKey",
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
    reason: "DynamoDB calls KMS in the function's name, inside AWS; the emulator's DynamoDB does not call KMS",
  },
  {
    role: "payment-processor-",
    sid: "DocumentsKey",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    reason:
      "S3 calls KMS in the function's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  },
  {
    role: "payment-processor-",
    sid: "Logs",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    reason:
      "Lambda writes the function's log with its role, inside AWS; the emulator's Lambda writes it without a call",
  },
  {
    role: "payment-heartbeat-",
    sid: "TableKey",
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
    reason: "DynamoDB calls KMS in the function's name, inside AWS; the emulator's DynamoDB does not call KMS",
  },
  {
    role: "payment-heartbeat-",
    sid: "EvidenceKey",
    actions: ["kms:GenerateDataKey"],
    reason:
      "S3 calls KMS in the function's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  },
  {
    role: "payment-heartbeat-",
    sid: "Logs",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    reason:
      "Lambda writes the function's log with its role, inside AWS; the emulator's Lambda writes it without a call",
  },
  {
    role: "payment-heartbeat-schedule-",
    sid: "Start",
    actions: ["lambda:InvokeFunction"],
    reason:
      "EventBridge Scheduler takes the role inside AWS; the emulator's starts functions by itself, without the role and without a call",
  },
  ...["payment-failover-", "payment-latch-"].flatMap((role) => [
    {
      role,
      sid: "TableKey",
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      reason: "DynamoDB calls KMS in the function's name, inside AWS; the emulator's DynamoDB does not call KMS",
    },
    {
      role,
      sid: "Logs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      reason:
        "Lambda writes the function's log with its role, inside AWS; the emulator's Lambda writes it without a call",
    },
  ]),
  {
    role: "payment-failover-",
    sid: "MarkerKey",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    reason:
      "S3 calls KMS in the function's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  },
  {
    role: "payment-failover-",
    sid: "TopicKey",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    reason: "SNS calls KMS in the publisher's name, inside AWS; the emulator's SNS does not call KMS",
  },
  {
    role: "payment-failover-schedule-",
    sid: "Start",
    actions: ["lambda:InvokeFunction"],
    reason:
      "EventBridge Scheduler takes the role inside AWS; the emulator's starts functions by itself, without the role and without a call",
  },
  {
    role: "payment-dr-",
    sid: "TableKey",
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
    reason: "DynamoDB calls KMS in the operator's name, inside AWS; the emulator's DynamoDB does not call KMS",
  },
  {
    role: "payment-replication-",
    sid: "ReadBuckets",
    actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
    reason:
      "S3 takes the role inside AWS, and asks for what its guide to live replication lists; the emulator's S3 copies without calls",
  },
  {
    role: "payment-replication-",
    sid: "CopyDocuments",
    actions: [
      "s3:GetObjectVersionAcl",
      "s3:GetObjectVersionForReplication",
      "s3:GetObjectVersionTagging",
      "s3:ReplicateDelete",
      "s3:ReplicateObject",
      "s3:ReplicateTags",
    ],
    reason:
      "S3 copies with the role inside AWS; that documents arrive in the other region is a check of the rehearsal itself",
  },
  ...["PrimaryKey", "StandbyKey"].map((sid) => ({
    role: "payment-replication-",
    sid,
    actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    reason: "S3 opens a document with one region's key and closes its replica with the other's, inside AWS",
  })),
];
