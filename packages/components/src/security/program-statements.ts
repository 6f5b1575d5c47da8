import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../policy.ts";

export interface ProgramPlace {
  /** Where the program and its variables are. */
  readonly bucketName: string;
  readonly keys: readonly string[];
  readonly region: string;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/** What an instance's role must be allowed so that its user data fetches what it runs: these objects, and their key through S3. */
export function programStatements({
  bucketName,
  keys,
  region,
  keyArn,
}: ProgramPlace): readonly Statement<pulumi.Input<string>>[] {
  return [
    {
      Sid: "Program",
      Effect: "Allow",
      Action: "s3:GetObjectVersion",
      Resource: keys.map((key) => `arn:aws:s3:::${bucketName}/${key}`),
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
