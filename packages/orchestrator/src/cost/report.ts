import { z } from "zod";
import { standingKinds } from "./standing.ts";

const usd = z.number().describe("US dollars a month");

const costLine = z.object({
  layer: z.string(),
  side: z.enum(["primary", "standby", "global"]).describe("whose region it is in; global serves both"),
  region: z.string(),
  type: z.string(),
  resource: z.string().describe("the logical name"),
  item: z.string(),
  quantity: z.number().describe("of the unit, a month"),
  unit: z.string(),
  unitPrice: z.number().describe("US dollars for each unit"),
  monthly: usd,
  stands: z
    .object({ kind: z.enum(standingKinds), count: z.number().int().min(0) })
    .optional()
    .describe("what is billed for as long as it stands, and how many more of the kind the line adds"),
  assumed: z.boolean().describe("the price could not be confirmed for this region"),
  source: z.string().describe("AWS's page with the price, and where it was read"),
});

const standing = z.object({ count: z.number().int().min(0), monthly: usd });

/** What an environment is estimated to cost. Additive within a report's schema version. */
export const costSchema = z.object({
  currency: z.literal("USD"),
  pricesAsOf: z.string().describe("the day of the price table, ISO 8601"),
  basis: z.enum(["deployed", "planned"]).describe("the resources of the states, or those of a plan"),
  usage: z.object({ requestsPerMonth: z.number(), gigabytes: z.number() }),
  monthly: usd,
  assumedShare: z.number().min(0).max(1).describe("the part of it that rests on prices which could not be confirmed"),
  sides: z.object({ primary: usd, standby: usd, global: usd }),
  standing: z
    .array(z.object({ kind: z.enum(standingKinds), primary: standing, standby: standing }))
    .describe("what is billed for as long as it stands, the standby beside the primary"),
  layers: z.array(z.object({ layer: z.string(), primary: usd, standby: usd, global: usd })),
  lines: z.array(costLine).describe("what is billed, the dearest first"),
  unpriced: z
    .array(z.object({ layer: z.string(), type: z.string(), resource: z.string(), why: z.string() }))
    .describe("resources that may cost something and are in no line"),
  assumptions: z.array(z.string()),
});

/** What `tandem cost --json` prints. Additive within a schema version. */
export const costReportSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string(),
  profile: z.string(),
  at: z.iso.datetime(),
  cost: costSchema,
});

export type Cost = z.infer<typeof costSchema>;
export type CostLine = Cost["lines"][number];
export type CostReport = z.infer<typeof costReportSchema>;

/** The report's JSON Schema, as committed. */
export function costReportJsonSchema(): unknown {
  return z.toJSONSchema(costReportSchema, { target: "draft-2020-12" });
}
