import { topologySchema } from "@tandem/config";
import { z } from "zod";
import { layerStatuses, runCommands } from "../rollout/events.ts";

const layerEntry = z.object({
  /** `failed`: its last operation, or its gate, did not succeed; the rest is what was last known. */
  status: z.enum(["done", "failed"]),
  /** What its last finished operation was made of; empty when there was none. */
  digest: z.record(z.string(), z.string()),
  /** As its contract parses them, from its last finished operation; no secret is ever among outputs. */
  outputs: z.record(z.string(), z.unknown()),
  /** The checkpoint's time after the operation; null when the stack was gone. */
  checkpointUpdatedAt: z.string().nullable(),
  doneAt: z.string(),
  seconds: z.number(),
  steps: z.number().int(),
  /** The run that wrote this entry. */
  run: z.string(),
});

const runEntry = z.object({
  run: z.string(),
  command: z.enum(runCommands),
  /** `<user>@<host>` */
  who: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  ok: z.boolean(),
  layers: z.record(z.string(), z.enum(layerStatuses)),
});

/** What Tandem remembers of an environment between runs. It is written after each layer, so that a kill leaves the truth. */
export const ledgerSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string(),
  /** As `shared` last published it; null before, and when an older version's is read that had another shape. */
  topology: topologySchema.nullable().catch(null),
  layers: z.record(z.string(), layerEntry),
  /** Newest last. */
  runs: z.array(runEntry),
});

export type Ledger = z.infer<typeof ledgerSchema>;
export type LayerEntry = Ledger["layers"][string];
export type RunEntry = Ledger["runs"][number];
