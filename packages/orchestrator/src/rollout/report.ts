import { z } from "zod";
import { teardownSchema } from "../teardown/report.ts";
import { layerStatuses, runCommands } from "./events.ts";

const layerReport = z.object({
  id: z.string(),
  status: z.enum(layerStatuses),
  reason: z
    .string()
    .describe("why it ran, needed nothing, or was not begun; where it failed, the engine's or the gate's words"),
  seconds: z.number().describe("wall time of its operation and its gate; 0 when it was not begun"),
  operations: z
    .record(z.string(), z.number().int())
    .describe("resources by what the engine did with them, in its words: create, update, same, …"),
});

/** What one run across layers did, as `--json` ends with and the report says. Additive within a schema version. */
export const runReportSchema = z.object({
  schemaVersion: z.literal(1),
  command: z.enum(runCommands),
  environment: z.string(),
  run: z.string().describe("names the run in the ledger"),
  who: z.string(),
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  ok: z.boolean().describe("every layer of the run is done or needed nothing"),
  rollout: z.object({ layers: z.array(layerReport) }).optional(),
  teardown: teardownSchema.optional(),
});

export type RunReport = z.infer<typeof runReportSchema>;
export type RolledOutLayer = z.infer<typeof layerReport>;

/** The report's JSON Schema, as committed. */
export function runReportJsonSchema(): unknown {
  return z.toJSONSchema(runReportSchema, { target: "draft-2020-12" });
}
