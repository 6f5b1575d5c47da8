import type { FailoverSettings } from "@tandem/config/failover";
import { valueOf } from "./readings.ts";
import type { Tick } from "./intents.ts";
import type { Change, Operation, OperationKind, StepName } from "./state.ts";

/** What each kind of operation does, in order. A step begins when the one before it is done. */
const stepsOf: Readonly<Record<OperationKind, readonly StepName[]>> = {
  disaster: ["fence", "switch"],
  switchover: ["fence", "drain", "switch"],
  "planned-failover": ["fence", "drain", "switch", "dns"],
  failback: ["fence", "drain", "switch", "health", "unlatch", "dns"],
  /** The active side fenced itself, as it does where a lost latch made DNS name the other one for a moment. */
  reinstate: ["restore"],
};

export function firstStepOf(kind: OperationKind): StepName {
  return kind === "reinstate" ? "restore" : "fence";
}

/** The step after this one; undefined after the last. What was rolled back ends with `restore`. */
export function stepAfter({ kind, step }: Operation): StepName | undefined {
  const steps = stepsOf[kind];
  return step === "restore" ? undefined : steps[steps.indexOf(step) + 1];
}

/**
 * The calls of a step. Those of one step go out side by side. The latch is set with the unfence and never before the
 * fence, so that clients are never led to a region while the other one still takes writes by plan.
 */
export function changesOf({ step, from, to, epoch }: Operation): readonly Change[] {
  switch (step) {
    case "fence":
      return [{ kind: "fence", side: from, epoch }];
    case "drain":
      return [{ kind: "mark", side: from, epoch }];
    case "switch":
      return [
        { kind: "unfence", side: to, epoch },
        ...(to === "standby" ? [{ kind: "set-latch", epoch } as const] : []),
      ];
    case "unlatch":
      return [{ kind: "clear-latch", epoch }];
    case "restore":
      return [{ kind: "unfence", side: from, epoch }];
    case "health":
    case "dns":
      return [];
  }
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
    case "switch":
    case "unlatch":
    case "restore":
      return true;
  }
}

/** How long a step may take, in milliseconds. */
export function deadlineOf({ step }: Operation, { stepDeadlineMs }: FailoverSettings): number {
  return stepDeadlineMs[step === "restore" ? "switch" : step];
}

/** Before the switch a way back exists: nothing but the fence of the old side has changed. */
export function canRollBack({ kind, step }: Operation): boolean {
  return kind !== "disaster" && (step === "fence" || step === "drain");
}
