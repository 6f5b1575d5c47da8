import { TandemError, databasePasswordKey } from "@tandem/config";
import type { Topology } from "@tandem/config";

/**
 * The password that the database is made with, of the stack's encrypted configuration; none where the profile has no database.
 * It matters once: after creation nobody reads it.
 * @param configured What the stack has
 * @throws TandemError where the profile has a database, and the stack no password
 */
export function firstPassword<Password>(
  { database, profile }: Pick<Topology, "database" | "profile">,
  configured: Password | undefined,
): Password | undefined {
  if (database === undefined) return undefined;
  if (configured !== undefined) return configured;
  const key = `tandem:${databasePasswordKey}`;
  throw new TandemError("password-missing", `${profile} has a database, and this stack no ${key}`, {
    hint: `tandem init writes it; by hand, the same value in tandem-global and tandem-primary-region: pulumi config set --secret ${key}`,
  });
}
