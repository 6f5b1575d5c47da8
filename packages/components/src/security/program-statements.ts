import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../policy.ts";

export interface ProgramPlace {
  /** Where the program is. */
  readonly bucketName: string;
  readonly key: string;
  readonly region: string;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/** What an instance's role must be allowed so that its user data fetches its program: one object, and its key through S3. */
export function programStatements({
  bucketName,
  key,
  region,
  keyArn,
}: ProgramPlace): readonly Statement<pulumi.Input<string>>[] {
  return [
    {
      Sid: "Program",
      Effect: "Allow",
      Action: "s3:GetObjectVersion",
      Resource: `arn:aws:s3:::${bucketName}/${key}`,
    },
    {
      Sid: "ProgramKey",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
  ];
}
