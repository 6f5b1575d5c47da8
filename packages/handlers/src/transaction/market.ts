import { DatabaseError } from "pg";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { Database } from "../database/database.ts";
import { newestTransaction } from "./postgres-store.ts";

/** As both `to_char`s give it. */
const instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
const amount = z.int().check(z.gte(1));

const quote = z.object({
  symbol: z.string().check(z.regex(/^[A-Z][A-Z0-9.]{0,11}$/)),
  priceMinor: amount,
  currency,
  quotedAt: instant,
});
const transaction = z.object({
  amountMinor: amount,
  currency,
  acceptedAt: instant,
});

/**
 * Reads trading data as clients would get it: the newest quote, and the newest transaction where there is any.
 * @throws when the database does not answer, and where what it has is no valid trading data
 */
export async function readMarket(database: Pick<Database, "query">): Promise<void> {
  const [[row], newest] = await Promise.all([
    database.query({
      text: `
        SELECT symbol, price_minor::float8 AS "priceMinor", currency,
          to_char(quoted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "quotedAt"
        FROM quotes ORDER BY quoted_at DESC LIMIT 1
      `,
      values: [],
    }),
    newestTransaction(database),
  ]);
  understand(quote, row, "quotes newest");
  if (newest !== undefined) understand(transaction, newest, "transactions newest");
}

/** SQLSTATE of a transaction that takes no writes. */
const readOnly = "25006";

/**
 * Makes sure that the region's own writer endpoint leads to a database that takes writes, by a lock on no row, which only
 * such a one grants. It is refused as a write is, so that connections to an instance that is no writer any more are dropped.
 * @throws `NotPromoted` where it takes none, and when the database does not answer
 */
export async function requireWritable(database: Pick<Database, "query">): Promise<void> {
  try {
    await database.query({ text: "SELECT version FROM schema_migrations WHERE version = 0 FOR UPDATE", values: [] });
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === readOnly)) throw error;
    const refused = new Error("the region's database takes no writes", { cause: error });
    throw Object.assign(refused, { name: "NotPromoted" });
  }
}
