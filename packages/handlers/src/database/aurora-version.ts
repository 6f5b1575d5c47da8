import { DatabaseError } from "pg";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { Database } from "./database.ts";

/** SQLSTATE: there is no such function. */
const undefinedFunction = "42883";

const versionRow = z.object({ version: z.string() });

/**
 * Aurora's version with its patch level, of which RDS's API tells nothing; undefined of a PostgreSQL that is not Aurora's.
 * @throws when the database does not answer
 */
export async function readAuroraVersion(reader: Pick<Database, "query">): Promise<string | undefined> {
  try {
    const [row] = await reader.query({ text: "SELECT aurora_version() AS version", values: [] });
    return understand(versionRow, row, "aurora_version()").version;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedFunction) return undefined;
    throw error;
  }
}
