import { autoScalingRoleArn } from "../arns.ts";
import type { Statement } from "../policy.ts";

/**
 * What a key's policy lets Auto Scaling do, so that it launches instances whose volumes are under the key, and starts those
 * of a warm pool: its service-linked role reaches a customer key in no other way. It grants EC2 the use of the key for one
 * volume at a time, and grants nothing to anybody else.
 *
 * Note: KMS refuses a policy that names a role which does not exist: make the role first.
 * Source: Amazon EC2 Auto Scaling, "Required AWS KMS key policy for use with encrypted volumes".
 */
export function autoscalingKeyStatements(place: Parameters<typeof autoScalingRoleArn>[0]): readonly Statement[] {
  const Principal = { AWS: autoScalingRoleArn(place) };
  return [
    {
      Sid: "Volumes",
      Effect: "Allow",
      Principal,
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: "*",
    },
    {
      Sid: "VolumeGrants",
      Effect: "Allow",
      Principal,
      Action: "kms:CreateGrant",
      Resource: "*",
      // By services of AWS's for their resources alone.
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
