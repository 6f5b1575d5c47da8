import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "@tandem/config";
import type { Statement } from "../policy.ts";

/** What a caller of encrypted tables needs of their keys: DynamoDB calls KMS in the caller's name when it opens a table. */
export function tableKeyStatement(
  regions: readonly Region[],
  keyArns: readonly pulumi.Input<string>[],
): Statement<pulumi.Input<string>> {
  return {
    Sid: "TableKey",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
    Resource: keyArns,
    Condition: { StringEquals: { "kms:ViaService": regions.map((region) => `dynamodb.${region}.amazonaws.com`) } },
  };
}
