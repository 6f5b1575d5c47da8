import { forRoles } from "./purposes.ts";
import type { UsageException } from "./usage.ts";

const allOfAKey = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];
const openAndClose = ["kms:Decrypt", "kms:GenerateDataKey"];

const inFunctions = ["controller", "function", "health", "heartbeat", "lag-reader", "latch"] as const;
const inNetworks = ["function", "health", "heartbeat", "lag-reader"] as const;
const atTables = [...inFunctions, "instance", "recovery"] as const;

/**
 * The reviewed list of permissions that no call of a drilled rehearsal shows, each with its reason. An entry that a rehearsal
 * does show, or that its statement does not grant, fails the proof.
 */
export const usageExceptions: readonly UsageException[] = [
  ...forRoles(atTables, {
    sid: "TableKey",
    actions: allOfAKey,
    reason: "DynamoDB calls KMS in the caller's name, inside AWS; the emulator's DynamoDB does not call KMS",
  }),
  ...forRoles(inFunctions, {
    sid: "Logs",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    reason:
      "Lambda writes the function's log with its role, inside AWS; the emulator's Lambda writes it without a call",
  }),
  ...forRoles(inNetworks, {
    sid: "Network",
    actions: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:UnassignPrivateIpAddresses",
    ],
    reason: "Lambda puts the function into its subnets with its role, inside AWS; the emulator's makes no interfaces",
  }),
  ...forRoles(inNetworks, {
    sid: "NetworkSeen",
    actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    reason: "Lambda looks for the function's subnets with its role, inside AWS; the emulator's does not look",
  }),
  ...forRoles(["controller-schedule", "heartbeat-schedule", "lag-reader-schedule"], {
    sid: "Start",
    actions: ["lambda:InvokeFunction"],
    reason:
      "EventBridge Scheduler takes the role inside AWS; the emulator's starts functions by itself, without the role and without a call",
  }),
  ...forRoles(["function", "instance"], {
    sid: "DocumentsKey",
    actions: openAndClose,
    reason:
      "S3 calls KMS in the caller's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  }),
  ...forRoles(["heartbeat"], {
    sid: "EvidenceKey",
    actions: ["kms:GenerateDataKey"],
    reason:
      "S3 calls KMS in the function's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  }),
  ...forRoles(["function", "health", "heartbeat", "instance", "lag-reader"], {
    sid: "DatabaseSecretKey",
    actions: ["kms:Decrypt"],
    reason:
      "Secrets Manager calls KMS in the caller's name, inside AWS; the emulator's Secrets Manager does not call KMS",
  }),
  ...forRoles(["instance"], {
    sid: "ProgramKey",
    actions: ["kms:Decrypt"],
    reason: "S3 opens the program with its key in the instance's name, inside AWS; the emulator's S3 does not call KMS",
  }),
  ...forRoles(["controller"], {
    sid: "MarkerKey",
    actions: openAndClose,
    reason:
      "S3 calls KMS in the function's name, inside AWS, as the bucket's default encryption asks; the emulator's S3 does not call KMS",
  }),
  ...forRoles(["controller"], {
    sid: "TopicKey",
    actions: openAndClose,
    reason: "SNS calls KMS in the publisher's name, inside AWS; the emulator's SNS does not call KMS",
  }),
  ...forRoles(["controller"], {
    sid: "KeptTail",
    actions: ["rds:AddTagsToResource", "rds:DeleteDBClusterSnapshot"],
    reason:
      "RDS asks for the one where a copy takes its source's tags, inside AWS; the other deletes a copy that has failed, and the emulator's do not",
  }),
  ...forRoles(["controller"], {
    sid: "SnapshotKey",
    actions: ["kms:CreateGrant", "kms:DescribeKey"],
    reason: "RDS takes a grant of the key for the copy in the caller's name, inside AWS; the emulator's RDS does not",
  }),
  ...forRoles(["recovery"], {
    sid: "EndpointsKey",
    actions: ["kms:Decrypt"],
    reason: "Systems Manager opens a SecureString in the operator's name, inside AWS; the emulator's does not call KMS",
  }),
  ...forRoles(["replication"], {
    sid: "ReadBuckets",
    actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
    reason:
      "S3 takes the role inside AWS, and asks for what its guide to live replication lists; the emulator's S3 copies without calls",
  }),
  ...forRoles(["replication"], {
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
  }),
  ...["PrimaryKey", "StandbyKey"].map((sid) => ({
    role: "replication" as const,
    sid,
    actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    reason: "S3 opens a document with one region's key and closes its replica with the other's, inside AWS",
  })),
];
