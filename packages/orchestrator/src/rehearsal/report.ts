import { z } from "zod";
import { costSchema } from "../cost/report.ts";
import { drillReportSchema, limitsSchema } from "../drill/report.ts";
import { awsPlugins } from "../ports.ts";
import { inventoryLineSchema } from "../teardown/report.ts";

/** What one rehearsal proved, as `tandem rehearse --json` prints it. Additive within a schema version. */
export const reportSchema = z.object({
  schemaVersion: z.literal(1),
  profile: z.string(),
  limits: limitsSchema,
  environment: z.string(),
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  ok: z.boolean().describe("every check holds"),
  mode: z.object({
    pulumi: z.string().describe("version of the Pulumi CLI, which is the real engine"),
    languageHost: z.enum(["official", "stand-in"]),
    awsPlugin: z.enum(awsPlugins).describe("who turned resources into AWS calls"),
    emulator: z.string().describe("name and version of what answered in AWS's place"),
    modelled: z.array(z.string()).describe("what Tandem answered in the emulator's place"),
    iamEnforced: z.boolean().describe("a role without permissions was refused during this run"),
  }),
  layers: z.array(
    z.object({
      id: z.string(),
      status: z.enum(["deployed", "failed", "skipped"]),
      seconds: z.number().describe("wall time of `up`; 0 when skipped"),
      resources: z.number().int().describe("resources in the stack's state, providers left out"),
      secondPreviewChanges: z
        .number()
        .int()
        .nullable()
        .describe("what `preview --refresh` would change right after `up`; null when it was not asked"),
    }),
  ),
  checks: z.array(z.object({ id: z.string(), ok: z.boolean(), detail: z.string() })),
  teardown: z.object({
    leftovers: z.array(inventoryLineSchema).describe("what the emulator still held that it did not hold before"),
    pendingDeletion: z.array(inventoryLineSchema).describe("keys that AWS deletes by itself after a waiting period"),
  }),
  cost: costSchema.optional().describe("the estimated monthly cost on AWS of what was rolled out, idle"),
  drill: drillReportSchema.optional().describe("the last drills in this environment"),
});

export type RehearsalReport = z.infer<typeof reportSchema>;
export type Check = RehearsalReport["checks"][number];
export type LayerReport = RehearsalReport["layers"][number];

/** The report's JSON Schema, as committed. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportSchema, { target: "draft-2020-12" });
}
