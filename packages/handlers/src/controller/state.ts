import * as z from "zod/mini";

const side = z.enum(["primary", "standby"]);
const epoch = z.int().check(z.gte(1));
const time = z.int();

const capacity = z.object({ least: z.int(), wanted: z.int(), most: z.int() });

/**
 * A call that changes something. Each carries its epoch, and whoever executes it does so on a condition: a fence only where
 * the region's epoch is not higher; an unfence only where it is lower, or the same and already unfenced; the latch only
 * where its epoch is not higher. So a call that was delayed for hours changes nothing.
 * The calls that move the database carry none to RDS, which knows of no epoch: they are made only where the global cluster is
 * read to need it, and nothing goes on or back while one may still take effect.
 */
const change = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fence"), side, epoch }),
  z.object({ kind: z.literal("unfence"), side, epoch }),
  /** Writes the epoch's marker into each store of a fenced region; in the other region it tells what has arrived. */
  z.object({ kind: z.literal("mark"), side, epoch }),
  z.object({ kind: z.literal("set-latch"), epoch }),
  z.object({ kind: z.literal("clear-latch"), epoch }),
  /** Makes a side's cluster the writer: at once and with what has arrived there, or without any loss. */
  z.object({ kind: z.literal("failover-database"), side, epoch }),
  z.object({ kind: z.literal("switchover-database"), side, epoch }),
  /** Gives a side's compute a capacity: at least this one, or exactly. */
  z.object({ kind: z.literal("scale"), side, epoch, capacity, isExact: z.boolean() }),
  /** Copies the snapshot of what a side's cluster had not replicated, before it expires. */
  z.object({ kind: z.literal("keep-tail"), side, epoch, snapshot: z.string(), as: z.string() }),
  /** Deletes a copy of it that has failed, which would be in the way of another one. */
  z.object({ kind: z.literal("drop-tail"), side, epoch, as: z.string() }),
]);
export type Change = z.infer<typeof change>;

/** What is said, to ledger, topics and alarms. Saying it twice does no harm: each has an id. */
const notice = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("record"),
    id: z.string(),
    event: z.string(),
    epoch,
    at: time,
    reasons: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("notify"),
    id: z.string(),
    subject: z.string(),
    epoch,
    at: time,
    reasons: z.array(z.string()),
  }),
  z.object({ kind: z.literal("alarm"), id: z.string(), name: z.string(), raised: z.boolean(), at: time }),
]);
export type Notice = z.infer<typeof notice>;

/** A change that was decided. It is persisted before its call, so that whoever resumes knows what may have happened. */
const intent = z.object({
  /** The epoch, the kind and the region: the same change is one intent, however often it is called. */
  id: z.string(),
  change,
  /** When the last call was allowed. */
  issuedAt: time,
  calls: z.int(),
  /**
   * What the last call told. `pending`: it may still be under way, or its controller is gone. `accepted`: RDS has begun, and
   * what it does shows in the global cluster.
   */
  outcome: z.enum(["pending", "accepted", "done", "failed"]),
  /** Since when it is known to be done: its effect came no later. */
  doneAt: z.optional(time),
  /** When the database was last seen on its way. */
  movingAt: z.optional(time),
});
export type Intent = z.infer<typeof intent>;

export const stepNames = [
  "fence",
  "drain",
  "promote",
  "switch",
  "health",
  "unlatch",
  "dns",
  "shrink",
  "restore",
] as const;
export type StepName = (typeof stepNames)[number];

export const operationKinds = ["disaster", "switchover", "planned-failover", "failback", "reinstate"] as const;
export type OperationKind = (typeof operationKinds)[number];

/** The one operation in flight. */
const operation = z.object({
  /** Its epoch and kind; or the request's id where a person asked for it. */
  id: z.string(),
  kind: z.enum(operationKinds),
  from: side,
  to: side,
  epoch,
  startedAt: time,
  step: z.enum(stepNames),
  stepStartedAt: time,
  /** Whether a database moves with it. */
  database: z.optional(z.boolean()),
  /** What the side that takes over is to have at least. */
  capacity: z.optional(capacity),
  /** What the side that is left behind a failback is to have again. */
  restCapacity: z.optional(capacity),
  intents: z.array(intent),
});
export type Operation = z.infer<typeof operation>;

/** What the controller knows. One item of the state table; each change raises `version`, on which the next one conditions. */
export const controllerStateSchema = z.object({
  schemaVersion: z.literal(1),
  version: z.int().check(z.gte(0)),
  /** Only ever grows. */
  epoch,
  /** The region that may take writes. While the standby is active, nothing protects it: see `isUnprotected`. */
  active: side,
  latched: z.boolean(),
  operation: z.optional(operation),
  /** Repairs outside of operations: a fence or a latch that is not as it should be. */
  repairs: z.array(intent),
  /** How often in a row the same was seen, and when it was counted last. */
  streak: z.optional(z.object({ finding: z.enum(["disaster", "api-dead"]), count: z.int(), at: time })),
  /** Since when the stores alone have been down, and when that was last seen. */
  databaseDown: z.optional(z.object({ since: time, seenAt: time })),
  /** No automatic switchover begins before: one was rolled back. */
  cooldownUntil: z.optional(time),
  /**
   * The primary was fenced by other than a verdict. A fenced region fails its health check, so the verdict is no witness
   * until the operation has ended and the checkers have had time to see what it left.
   */
  verdictIsOurs: z.boolean(),
  verdictSettlesAt: z.optional(time),
  /** The last person's request that was taken up or refused. */
  servedRequest: z.optional(z.string()),
  /** What each side had while the primary was active and nothing moved. */
  capacities: z.optional(z.object({ primary: z.optional(capacity), standby: z.optional(capacity) })),
  /** What the last failover with data loss has left behind in the old side's region, as far as it was found. */
  lostTail: z.optional(
    z.object({
      side,
      epoch,
      since: time,
      /** RDS's own, which expires. */
      snapshot: z.optional(z.string()),
      /** The copy that stays. */
      keptAs: z.optional(z.string()),
    }),
  ),
  /** Names of the alarms that are raised. */
  alarms: z.array(z.string()),
  /** Notices that nobody has confirmed yet. */
  outbox: z.array(notice),
  /** The last decisions, newest last. */
  decisions: z.array(z.object({ at: time, epoch, what: z.string(), reasons: z.array(z.string()) })),
});
export type ControllerState = z.infer<typeof controllerStateSchema>;

/** Before anything happened: the primary is active in epoch 1, as regions take it where there is no item. */
export const initialState: ControllerState = {
  schemaVersion: 1,
  version: 0,
  epoch: 1,
  active: "primary",
  latched: false,
  verdictIsOurs: false,
  repairs: [],
  alarms: [],
  outbox: [],
  decisions: [],
};

/** Whether nothing would take over from the active region: the controller lives in the standby, and goes one way only. */
export function isUnprotected(state: ControllerState): boolean {
  return state.active === "standby";
}

export function intentId(wanted: Change): string {
  return "side" in wanted ? `${wanted.epoch}/${wanted.kind}/${wanted.side}` : `${wanted.epoch}/${wanted.kind}`;
}

/**
 * The state as stored.
 * @throws Error that names the fields that are wrong, without their values: a state that is not understood is never guessed.
 */
export function parseState(item: unknown): ControllerState {
  const parsed = z.safeParse(controllerStateSchema, item);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new Error(`the controller's state is not understood, wrong fields: ${fields}`);
}
