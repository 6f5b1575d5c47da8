import { z } from "zod";

const seconds = z.number();
const role = z.enum(["primary", "standby"]);

export const limitsSchema = z
  .array(z.string())
  .describe("what the profile's requirements ask for and AWS does not give, or on a condition only");

const storeSchema = z.object({
  store: z.enum(["transactions", "documents"]),
  acknowledged: z.number(),
  lost: z.array(z.string()).describe("ids that were acknowledged and are gone"),
  duplicated: z.array(z.string()).describe("ids with two versions"),
  resurrected: z.array(z.string()).describe("ids that are there although every answer was a refusal"),
});

const settingsSchema = z.object({
  checkIntervalSeconds: seconds,
  failureThreshold: z.number(),
  ttlSeconds: seconds,
  controller: z.boolean(),
});

const scenarioSchema = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean(),
  problems: z.array(z.string()).describe("what was not as expected; empty where all was"),
  startedAt: z.iso.datetime(),
  seconds,
  settings: settingsSchema.describe("what the outage depends on"),
  expected: z.object({
    operations: z.array(z.string()),
    tolerated: z.array(z.string()).describe("operations that may be decided beside these"),
    active: role,
    alarms: z.array(z.string()),
  }),
  observed: z.object({ operations: z.array(z.string()), active: role.nullable(), alarms: z.array(z.string()) }),
  milestones: z.record(z.string(), seconds).describe("seconds after the fault; a stage that was not reached is absent"),
  outage: z
    .object({ seconds, budgetSeconds: seconds, from: z.iso.datetime(), to: z.iso.datetime() })
    .describe(
      "the longest time in which no client's transaction was taken: a replay of one that was there already does not count",
    ),
  readOutages: z
    .object({ seconds: z.object({ read: seconds, health: seconds }), budgetSeconds: seconds })
    .describe("the longest time in which no read of a transaction got a good answer, and none of GET /ready"),
  twoWritersSeconds: seconds.describe("the longest time in which both regions acknowledged writes"),
  stores: z.array(storeSchema),
  rpoSeconds: seconds.describe(
    "from when the oldest lost write was acknowledged to the fault, or to the newest lost one if that is later; 0 where none was lost",
  ),
  writesPerSecond: z
    .number()
    .optional()
    .describe("writes acknowledged a second in the three seconds before the fault; absent from older reports"),
  tails: z
    .array(
      z.object({ region: z.string(), foundAt: z.iso.datetime(), lostIds: z.array(z.string()), snapshot: z.string() }),
    )
    .optional()
    .describe(
      "what databases have lost, and RDS's own snapshot of it, which expires; absent where the profile has none",
    ),
  keptTails: z
    .array(z.object({ region: z.string(), snapshot: z.string(), keptAs: z.string() }))
    .optional()
    .describe(
      "the copies of those snapshots that the controller has made, which stay; absent where there is no database",
    ),
  messages: z.object({ primary: z.number(), standby: z.number() }).describe("messages that the topics delivered"),
  timeline: z.array(
    z.object({ at: z.iso.datetime(), source: z.enum(["drill", "controller", "clients"]), what: z.string() }),
  ),
  load: z.array(
    z.object({
      second: z.number(),
      good: z.number(),
      bad: z.number(),
      p50: z.number().optional(),
      max: z.number().optional(),
    }),
  ),
});

/** What drills have shown, measured on the emulator in real time. Additive within a schema version. */
export const drillReportSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string(),
  profile: z.string(),
  limits: limitsSchema,
  startedAt: z.iso.datetime(),
  seconds,
  ok: z.boolean(),
  measured: z.literal("on the emulator"),
  modelled: z.array(z.string()).describe("what Tandem or the emulator answers otherwise than AWS does"),
  settings: settingsSchema.describe("the environment's own"),
  scenarios: z.array(scenarioSchema),
  comparison: z
    .object({
      scenario: z.string(),
      reference: z.string(),
      of: z.enum(["writes", "reads"]).describe("whose outage; where a database is promoted, clients that read"),
      outageSeconds: seconds,
      referenceOutageSeconds: seconds,
      ratio: z.number().describe("the one outage as a share of the other"),
      budget: z.number(),
      ok: z.boolean(),
    })
    .optional()
    .describe("the same loss with the environment's own settings and with the reference's, where both were drilled"),
  availability: z.object({
    target: z.number(),
    expected: z.number(),
    outageSecondsPerYear: seconds,
    meets: z.boolean(),
    terms: z.array(z.object({ scenario: z.string(), perYear: z.number(), why: z.string(), outageSeconds: seconds })),
    unmeasured: z.array(z.string()),
  }),
});
export type DrillReport = z.infer<typeof drillReportSchema>;
export type ScenarioReport = z.infer<typeof scenarioSchema>;
