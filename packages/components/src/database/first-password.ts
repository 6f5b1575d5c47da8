import * as pulumi from "@pulumi/pulumi";
import { TandemError, databasePasswordKey } from "@tandem/config";
import type { Topology } from "@tandem/config";

/**
 * The password that the database is made with, from the stack's encrypted configuration; none where the profile has no
 * database. It matters once: after creation nobody reads it.
 * @throws TandemError where the stack has none
 */
export function firstPassword({ database, profile }: Pick<Topology, "database" | "profile">) {
  if (database === undefined) return undefined;
  const password = new pulumi.Config("tandem").getSecret(databasePasswordKey);
  if (password !== undefined) return password;
  const key = `tandem:${databasePasswordKey}`;
  throw new TandemError("password-missing", `${profile} has a database, and this stack no ${key}`, {
    hint: `tandem init writes it; by hand, the same value in tandem-global and tandem-primary-region: pulumi config set --secret ${key}`,
  });
}
