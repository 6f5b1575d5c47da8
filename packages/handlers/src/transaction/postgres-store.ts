import * as z from "zod/mini";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { understand } from "../common/understand.ts";
import type { Database } from "../database/database.ts";
import type { Fence } from "./fence.ts";
import type { LedgerItem, TransactionStore } from "./ledger.ts";
import { epochSchema } from "./region-state.ts";

const ledgerRow = z.object({
  id: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  description: z.nullable(z.string()),
  region: z.string(),
  epoch: epochSchema,
  acceptedAt: z.string(),
  payloadDigest: z.string(),
});

/**
 * Numbers come as double precision, which holds every safe integer; the time as the ledger writes it, to the millisecond.
 */
const columns = `
  id, amount_minor::float8 AS "amountMinor", currency, description, region, epoch::float8 AS epoch,
  to_char(accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "acceptedAt",
  payload_digest AS "payloadDigest"
`;

/** Every version of one id at one endpoint, the winner first. */
async function versionsAt(database: Pick<Database, "query">, id: string): Promise<readonly LedgerItem[]> {
  const rows = await database.query({
    text: `SELECT ${columns} FROM transactions WHERE id = $1 ORDER BY transactions.epoch DESC, region DESC`,
    values: [id],
  });
  return rows.map((row) => understandRow(row, `transactions ${id}`));
}

/** @throws Error that names the fields that are wrong, without their values */
function understandRow(row: unknown, where: string): LedgerItem {
  const { description, ...item } = understand(ledgerRow, row, where);
  return description === null ? item : { ...item, description };
}

/** The newest transaction that one endpoint has; undefined where it has none. */
export async function newestTransaction(database: Pick<Database, "query">): Promise<LedgerItem | undefined> {
  const text = `SELECT ${columns} FROM transactions ORDER BY accepted_at DESC LIMIT 1`;
  const [row] = await database.query({ text, values: [] });
  return row === undefined ? undefined : understandRow(row, "transactions newest");
}

/**
 * The ledger in Aurora PostgreSQL: rows keyed by id, epoch and region, only ever added. Each statement goes to the region's
 * writer, so that what is read is what was written; where the cluster is not promoted, it takes no writes, and throws.
 */
export function createPostgresStore(writer: Pick<Database, "query">): TransactionStore {
  return {
    versions: (id) => versionsAt(writer, id),
    append: async ({ id, epoch, region, amountMinor, currency, description, acceptedAt, payloadDigest }) => {
      const rows = await writer.query({
        text: `
          INSERT INTO transactions
            (id, epoch, region, amount_minor, currency, description, accepted_at, payload_digest)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          ON CONFLICT DO NOTHING
          RETURNING id
        `,
        values: [id, epoch, region, amountMinor, currency, description ?? null, acceptedAt, payloadDigest],
      });
      // Of an attempt whose answer was lost, the row that is there may be its own: the ledger answers with it as a replay.
      return rows.length === 1 ? "appended" : "exists";
    },
  };
}

export interface PostgresReadPorts {
  readonly reader: Pick<Database, "query">;
  readonly writer: Pick<TransactionStore, "versions">;
  readonly fence: Pick<Fence, "current">;
  readonly log: Log;
}

/**
 * Reads for those who only look: at the region's reader endpoint. In the region that takes writes, what the reader does not
 * have yet, or does not answer, is asked of the writer, so that a client finds what it has just written.
 */
export function createPostgresReads(ports: PostgresReadPorts): Pick<TransactionStore, "versions"> {
  const { reader, writer, fence, log } = ports;
  return {
    versions: async (id) => {
      const seen = await versionsAt(reader, id).catch(asError);
      if (!(seen instanceof Error) && seen.length > 0) return seen;
      const reading = await fence.current();
      if (reading.known && !reading.fenced) {
        if (seen instanceof Error) log.warn("the reader does not answer, the writer is asked", seen);
        return await writer.versions(id);
      }
      if (seen instanceof Error) throw seen;
      return seen;
    },
  };
}
