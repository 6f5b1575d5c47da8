import * as z from "zod";

/** Where a gate tells about the databases behind Aurora. */
export const databasesPath = "/_tandem/databases";

const moment = z.iso.datetime();

const moveSchema = z.strictObject({
  kind: z.enum(["failover", "switchover"]),
  /** Regions. */
  from: z.string(),
  to: z.string(),
  askedAt: moment,
  /** How long it was to take: modelled, since nobody knows AWS's time beforehand. */
  promotionSeconds: z.number().nonnegative(),
  /** When the new writer took its first write at the earliest; null while it is under way or when it has failed. */
  promotedAt: z.nullable(moment),
  /** When the old writer was fenced; null where it could not be reached. */
  fencedAt: z.nullable(moment),
  /** Why it failed; null when it did not. */
  failure: z.nullable(z.string()),
});

const tailSchema = z.strictObject({
  /** Of the old writer. */
  region: z.string(),
  foundAt: moment,
  /** Ids of the ledger's rows that it had and the new writer has not: the writes that the failover has lost. */
  lostIds: z.array(z.string()).readonly(),
  /** What keeps the old writer's data, as AWS does. */
  snapshot: z.string(),
});

/** One global database as it is behind the emulator. */
export const databaseReportSchema = z.strictObject({
  id: z.string(),
  /** The region whose database takes writes. */
  writer: z.string(),
  members: z
    .array(
      z.strictObject({
        region: z.string(),
        /** It has an instance: without one there is storage alone, and nobody to ask. */
        serves: z.boolean(),
        /** Of a standby, behind the writer; null of the writer, and where it cannot be told. */
        lag: z.nullable(z.strictObject({ milliseconds: z.number().nonnegative(), bytes: z.number().nonnegative() })),
        /** It was the writer, and does not follow the new one yet. */
        resyncing: z.boolean(),
      }),
    )
    .readonly(),
  moves: z.array(moveSchema).readonly(),
  tails: z.array(tailSchema).readonly(),
  /** What went wrong behind the emulator; empty as long as all is well. */
  problems: z.array(z.string()).readonly(),
});
export type DatabaseReport = z.infer<typeof databaseReportSchema>;
export type Move = z.infer<typeof moveSchema>;
export type Tail = z.infer<typeof tailSchema>;

/**
 * What a sandbox tells about its databases.
 * @param endpoint The gate's.
 */
export async function readDatabases(endpoint: string): Promise<readonly DatabaseReport[]> {
  const response = await fetch(`${endpoint}${databasesPath}`, { headers: { connection: "close" } });
  if (!response.ok) throw new Error(`the gate tells nothing of its databases (${response.status})`);
  return z.array(databaseReportSchema).parse(await response.json());
}
