import type { DatabaseMove, DatabaseState, DatabaseTail } from "@tandem/orchestrator/ports";
import * as z from "zod";

/** Where a gate tells about the databases behind Aurora. */
export const databasesPath = "/_tandem/databases";

const moment = z.iso.datetime();

const moveSchema = z.strictObject({
  kind: z.enum(["failover", "switchover"]),
  from: z.string(),
  to: z.string(),
  askedAt: moment,
  promotionSeconds: z.number().nonnegative(),
  promotedAt: z.nullable(moment),
  fencedAt: z.nullable(moment),
  failure: z.nullable(z.string()),
}) satisfies z.ZodType<DatabaseMove>;

const tailSchema = z.strictObject({
  region: z.string(),
  foundAt: moment,
  lostIds: z.array(z.string()).readonly(),
  snapshot: z.string(),
}) satisfies z.ZodType<DatabaseTail>;

const lagSchema = z.strictObject({ milliseconds: z.number().nonnegative(), bytes: z.number().nonnegative() });

const databaseSchema = z.strictObject({
  id: z.string(),
  writer: z.string(),
  members: z
    .array(
      z.strictObject({ region: z.string(), serves: z.boolean(), lag: z.nullable(lagSchema), resyncing: z.boolean() }),
    )
    .readonly(),
  moves: z.array(moveSchema).readonly(),
  tails: z.array(tailSchema).readonly(),
  problems: z.array(z.string()).readonly(),
}) satisfies z.ZodType<DatabaseState>;

/**
 * What a sandbox tells about its databases.
 * @param endpoint The gate's.
 */
export async function readDatabases(endpoint: string): Promise<readonly DatabaseState[]> {
  const response = await fetch(`${endpoint}${databasesPath}`, { headers: { connection: "close" } });
  if (!response.ok) throw new Error(`the gate tells nothing of its databases (${response.status})`);
  return z.array(databaseSchema).parse(await response.json());
}
