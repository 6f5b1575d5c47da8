import { z } from "zod";

const side = z.enum(["primary", "standby"]);

/**
 * As much of the failover controller's state as people look at. Whoever wrote it may be newer: what is not listed here is
 * left alone.
 */
export const controllerViewSchema = z.object({
  epoch: z.number(),
  active: side,
  latched: z.boolean(),
  operation: z
    .object({
      id: z.string(),
      kind: z.string(),
      from: side,
      to: side,
      epoch: z.number(),
      startedAt: z.number(),
      step: z.string(),
      stepStartedAt: z.number(),
    })
    .optional(),
  streak: z.object({ finding: z.string(), count: z.number() }).optional(),
  servedRequest: z.string().optional(),
  /** Route 53's verdict may still be one of the controller's own making, and is no witness, for a minute after a person's operation. */
  verdictIsOurs: z.boolean().optional(),
  /** What the last failover with data loss has left behind in the region of the old side's. */
  lostTail: z
    .object({
      side,
      epoch: z.number(),
      /** RDS's own snapshot of it, which expires. Absent until it is found. */
      snapshot: z.string().optional(),
      /** The copy that stays. Absent until it is ready. */
      keptAs: z.string().optional(),
    })
    .optional(),
  alarms: z.array(z.string()),
  /** The last decisions, newest last. */
  decisions: z.array(z.object({ at: z.number(), epoch: z.number(), what: z.string(), reasons: z.array(z.string()) })),
});
export type ControllerView = z.infer<typeof controllerViewSchema>;

/** The state table's item of lease and state. */
export const stateItemSchema = z.object({
  lease: z.object({ invocationId: z.string(), startedAt: z.number() }).optional(),
  version: z.number(),
  state: controllerViewSchema,
});
