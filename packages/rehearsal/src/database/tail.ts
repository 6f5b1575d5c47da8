import type { Client } from "pg";
import { escapeIdentifier } from "pg";
import { withSession } from "./sessions.ts";
import type { Access } from "./sessions.ts";

/** The workload's ledger. */
const table = "transactions";

/**
 * Ids of the ledger that one database has and another has not, in order: writes that a failover has lost.
 * @param database Where the ledger is; both have it under this name.
 */
export async function onlyIn(one: Access, other: Access, database: string): Promise<readonly string[]> {
  const [here, there] = await Promise.all([one, other].map((access) => withSession(access, idsOf, database)));
  const known = new Set(there);
  return (here ?? []).filter((id) => !known.has(id));
}

/** Every id of every table of that name; none where nobody has made it yet. */
async function idsOf(session: Client): Promise<readonly string[]> {
  const { rows: tables } = await session.query<{ schema: string }>(
    `SELECT table_schema AS schema FROM information_schema.columns
     WHERE table_name = $1 AND column_name = 'id' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    [table],
  );
  const found = new Set<string>();
  for (const { schema } of tables) {
    const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
    const { rows } = await session.query<{ id: string }>(`SELECT id::text AS id FROM ${name}`);
    for (const { id } of rows) found.add(id);
  }
  return [...found].toSorted();
}
