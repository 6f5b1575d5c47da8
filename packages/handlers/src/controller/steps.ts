import type { FailoverSettings } from "@tandem/config/failover";
import { isDatabaseMove, isQuiet } from "./guarded.ts";
import { valueOf } from "./readings.ts";
import type { Tick } from "./intents.ts";
import type { Change, Operation, OperationKind, StepName } from "./state.ts";

/** What each kind of operation does, in order. A step begins when the one before it is done. */
const stepsOf: Readonly<Record<OperationKind, readonly StepName[]>> = {
  /** The database, compute and traffic move side by side; the first takes longest, and is waited for last. */
  disaster: ["fence", "switch", "promote"],
  /** Without loss the database moves first: the new side takes no writes before it has it. */
  switchover: ["fence", "drain", "promote", "switch"],
  "planned-failover": ["fence", "drain", "promote", "switch", "dns"],
  failback: ["fence", "drain", "promote", "switch", "health", "unlatch", "dns", "shrink"],
  /** The active side fenced itself, as it does where a lost latch made DNS name the other one for a moment. */
  reinstate: ["restore"],
};

export function firstStepOf(kind: OperationKind): StepName {
  return kind === "reinstate" ? "restore" : "fence";
}

/** The step after this one; undefined after the last. What was rolled back ends with `restore`. */
export function stepAfter(operation: Operation): StepName | undefined {
  const { kind, step } = operation;
  if (step === "restore") return undefined;
  const steps = stepsOf[kind];
  return steps.slice(steps.indexOf(step) + 1).find((next) => hasStep(operation, next));
}

/** What there is nothing of is no step: most environments have neither a database to move nor compute to grow. */
function hasStep({ database, capacity, restCapacity }: Operation, step: StepName): boolean {
  if (step === "promote") return database === true || capacity !== undefined;
  return step !== "shrink" || restCapacity !== undefined;
}

/**
 * The calls of a step. Those of one step go out side by side. The latch is set with the unfence and never before the
 * fence, so that clients are never led to a region while the other one still takes writes by plan.
 */
export function changesOf(operation: Operation): readonly Change[] {
  const { kind, step, from, to, epoch, restCapacity } = operation;
  switch (step) {
    case "fence":
      return [{ kind: "fence", side: from, epoch }];
    case "drain":
      return [{ kind: "mark", side: from, epoch }];
    case "switch":
      return [
        { kind: "unfence", side: to, epoch },
        ...(to === "standby" ? [{ kind: "set-latch", epoch } as const] : []),
        ...(kind === "disaster" ? promotionOf(operation) : []),
      ];
    case "promote":
      return promotionOf(operation);
    case "shrink":
      return restCapacity === undefined
        ? []
        : [{ kind: "scale", side: from, epoch, capacity: restCapacity, isExact: true }];
    case "unlatch":
      return [{ kind: "clear-latch", epoch }];
    case "restore":
      return [{ kind: "unfence", side: from, epoch }];
    case "health":
    case "dns":
      return [];
  }
}

/** Database and compute of the side that takes over. */
function promotionOf({ kind, to, epoch, database, capacity }: Operation): readonly Change[] {
  const move = kind === "disaster" ? "failover-database" : "switchover-database";
  return [
    ...(database === true ? [{ kind: move, side: to, epoch } as const] : []),
    ...(capacity === undefined ? [] : [{ kind: "scale", side: to, epoch, capacity, isExact: false } as const]),
  ];
}

/** Whether a step goes on without this call's end: the next one waits for it. */
export function isWaitedForLater({ step }: Pick<Operation, "step">, { kind }: Change): boolean {
  return step === "switch" && (kind === "failover-database" || kind === "scale");
}

/** Whether the new side takes writes, as far as fences go, or may do so already. */
export function isUnfencing({ kind, step }: Operation): boolean {
  if (step === "promote") return kind === "disaster";
  return step === "switch" || step === "health" || step === "unlatch" || step === "dns" || step === "shrink";
}

/** Whether what a step waits for, beyond the answers to its own calls, has come. */
export function hasArrived(
  { kind, step, to, epoch, intents }: Operation,
  { observations, now, settings }: Tick,
): boolean {
  const maxAge = settings.readingMaxAgeMs;
  switch (step) {
    case "fence":
      // Where data may be lost, nobody waits for the last write.
      return (
        kind === "disaster" ||
        intents.every(({ doneAt, issuedAt }) => now - (doneAt ?? issuedAt) >= settings.fenceSettlesMs)
      );
    case "drain":
      return (valueOf(observations.markers[to], now, maxAge) ?? 0) >= epoch;
    case "health":
      return valueOf(observations.probe, now, maxAge) === "up" && valueOf(observations.verdict, now, maxAge) === "up";
    case "dns":
      return valueOf(observations.role, now, maxAge) === to;
    case "promote":
    case "switch":
    case "unlatch":
    case "shrink":
    case "restore":
      return true;
  }
}

/** How long a step may take, in milliseconds. */
export function deadlineOf({ step }: Operation, { stepDeadlineMs }: FailoverSettings): number {
  return stepDeadlineMs[step === "restore" ? "switch" : step];
}

/**
 * Before the switch a way back exists: nothing but the fence of the old side has changed, and its database is read to be
 * the writer still, with nothing on its way.
 */
export function canRollBack({ kind, step, from, intents }: Operation, { observations, now, settings }: Tick): boolean {
  if (kind === "disaster") return false;
  if (step !== "promote") return step === "fence" || step === "drain";
  const reading = observations.database?.roles;
  if (reading === undefined) return true;
  const roles = valueOf(reading, now, settings.readingMaxAgeMs);
  if (!reading.known || roles?.writer !== from || roles.movingTo !== undefined) return false;
  return intents.every((intent) => !isDatabaseMove(intent.change) || isQuiet(intent, reading.at, settings));
}
