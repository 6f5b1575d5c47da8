import { createHash } from "node:crypto";
import { DatabaseError } from "pg";
import type { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import type { Migration } from "./migrations.ts";

/**
 * An own runner, since one is this short: each migration is one text of several statements, which PostgreSQL runs as one
 * transaction, so that no session has to be held for it; and a library would bring file access into each cold start.
 */

/** The number of the lock that runners take, one after another. Nobody else takes it in this database. */
const lockKey = 7_305_013_121;

/** SQLSTATEs: there is no such table; there is a row with this key already. */
const undefinedTable = "42P01";
const uniqueViolation = "23505";

/**
 * Brings the schema to the newest version, in order. Two at once do no harm: the one that comes second finds the version
 * taken, and nothing of its own is kept.
 * @throws where the database takes no writes and lacks one, and for one that was changed after it was applied
 */
export async function migrate(
  database: Pick<Database, "query">,
  wanted: readonly Migration[] = migrations,
): Promise<void> {
  const applied = await readApplied(database);
  for (const migration of wanted) {
    const digest = digestOf(migration);
    const known = applied.get(migration.version) ?? (await apply(database, migration, digest));
    if (known !== digest) {
      throw new Error(`the migration ${migration.version} ${migration.name} was changed after it was applied`);
    }
  }
}

/** A database whose schema is brought to the newest version before its first statement. What fails is tried again. */
export function migrated(database: Database, wanted?: readonly Migration[]): Database {
  let ready: Promise<void> | undefined;
  return {
    query: async (statement) => {
      const migrating = (ready ??= migrate(database, wanted));
      try {
        await migrating;
      } catch (error) {
        if (ready === migrating) ready = undefined;
        throw error;
      }
      return await database.query(statement);
    },
    close: database.close,
  };
}

/** Digests of what was applied, by version; none in a database that is new. */
async function readApplied(database: Pick<Database, "query">): Promise<Map<number, string>> {
  try {
    const rows = await database.query({ text: "SELECT version, digest FROM schema_migrations", values: [] });
    return new Map(rows.map(({ version, digest }) => [Number(version), String(digest)]));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedTable) return new Map();
    throw error;
  }
}

/** @returns the digest of what is applied under this version now: this one, or what another was faster with */
async function apply(
  database: Pick<Database, "query">,
  { version, name, sql }: Migration,
  digest: string,
): Promise<string> {
  const text = `
    SELECT pg_advisory_xact_lock(${lockKey});
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      digest text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    INSERT INTO schema_migrations (version, name, digest) VALUES (${version}, '${name}', '${digest}');
    ${sql}
  `;
  try {
    await database.query({ text });
    return digest;
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === uniqueViolation)) throw error;
    return (await readApplied(database)).get(version) ?? "";
  }
}

function digestOf({ sql }: Migration): string {
  return createHash("sha256").update(sql).digest("hex");
}
