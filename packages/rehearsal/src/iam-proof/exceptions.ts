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
    reason:
      "DynamoDB calls KMS in the function's name, inside AWS; the emulator's DynamoDB encrypts without calling KMS",
  },
  {
    role: "payment-processor-",
    sid: "Logs",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    reason:
      "Lambda writes the function's log with its role, inside AWS; the emulator's Lambda writes it without a call",
  },
];
