import * as pulumi from "@pulumi/pulumi";
import { databasePasswordKey } from "@tandem/config";

/** The first password of the environment's database, encrypted in the stack's file; undefined where the file has none. */
export function readPassword(): pulumi.Output<string> | undefined {
  return new pulumi.Config("tandem").getSecret(databasePasswordKey);
}
