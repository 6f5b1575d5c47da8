import { isDatabaseMove } from "./guarded.ts";
import { begunIntent, resume } from "./intents.ts";
import type { Tick } from "./intents.ts";
import { giveUpTail } from "./lost-tail.ts";
import { announce } from "./notices.ts";
import { otherSide, valueOf } from "./readings.ts";
import type { Capacity, Side } from "./readings.ts";
import {
  canRollBack,
  changesOf,
  deadlineOf,
  firstStepOf,
  hasArrived,
  isUnfencing,
  isWaitedForLater,
  stepAfter,
} from "./steps.ts";
import { intentId } from "./state.ts";
import type { ControllerState, Intent, Operation, OperationKind, StepName } from "./state.ts";

/** A state, and the intents whose calls are to be made once it is persisted. */
export interface Progress {
  readonly state: ControllerState;
  readonly due: readonly Intent[];
}

/** Starts an operation away from the active side, in the next epoch. One that is in flight gives way to it. */
export function begin(
  state: ControllerState,
  { id, kind, reasons }: { readonly id?: string; readonly kind: OperationKind; readonly reasons: readonly string[] },
  tick: Tick,
): Progress {
  const epoch = state.epoch + 1;
  const operation = {
    id: id ?? `${epoch}/${kind}`,
    kind,
    from: state.active,
    to: otherSide(state.active),
    epoch,
    startedAt: tick.now,
    ...movesWith(kind, state, tick),
  };
  const decided = announce(
    {
      ...state,
      epoch,
      repairs: [],
      streak: undefined,
      // Only what the witnesses call for by themselves found the verdict down before.
      verdictIsOurs: state.verdictIsOurs || id !== undefined || kind === "reinstate",
    },
    { id: `${operation.id}/decided`, what: `${titleOf(operation)} decided`, epoch, reasons },
    tick.now,
  );
  return enter(decided, operation, firstStepOf(kind), tick);
}

/** What moves beside fences and latch. A side that gets back its writes has kept all of it. */
function movesWith(kind: OperationKind, { active, capacities }: ControllerState, tick: Tick) {
  const { observations } = tick;
  if (kind === "reinstate") return {};
  const capacity = observations.compute && capacities?.primary && grownWith(active, capacities.primary, tick);
  const restCapacity = active === "standby" && observations.compute ? capacities?.standby : undefined;
  return {
    ...(observations.database === undefined ? {} : { database: true }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(restCapacity === undefined ? {} : { restCapacity }),
  };
}

/** The primary's capacity on a good day; home from a standby that has grown beyond it, as much as serves there. */
function grownWith(active: Side, home: Capacity, { observations, now, settings }: Tick): Capacity {
  const away = observations.compute && valueOf(observations.compute.standby, now, settings.readingMaxAgeMs);
  const wanted = Math.max(home.wanted, active === "standby" && away !== undefined ? away.wanted : 0);
  return { ...home, wanted, most: Math.max(home.most, wanted) };
}

/** Takes the operation in flight as far as what was read allows: one step at most. */
export function advance(state: ControllerState, operation: Operation, tick: Tick): Progress {
  if (hasFencedItself(operation, tick)) return switchAgain(state, operation, tick);
  const isBestEffort = operation.kind === "disaster" && operation.step === "fence";
  const isGivenUp = isBestEffort && operation.intents.some(({ outcome }) => outcome === "failed");
  const resumed = operation.intents.map((intent) => resume(intent, tick, isBestEffort));
  const intents = resumed.map(({ intent }) => intent);
  const own = intents.filter(({ change }) => !isWaitedForLater(operation, change));
  const isDone = own.every(({ outcome }) => outcome === "done") && hasArrived({ ...operation, intents: own }, tick);
  if (isDone || isGivenUp) return complete(state, { ...operation, intents }, { isDone, resumed }, tick);
  // Before anything is tried once more.
  if (isOverdue({ operation }, tick) && canRollBack(operation, tick)) return rollBack(state, operation, tick);
  const due = resumed.filter(({ due }) => due).map(({ intent }) => intent);
  return { state: { ...tellRepeated(state, operation, due, tick), operation: { ...operation, intents } }, due };
}

/** A promotion that is tried again has failed, or nobody knows what became of its call. */
function tellRepeated(
  state: ControllerState,
  operation: Operation,
  due: readonly Intent[],
  { now }: Tick,
): ControllerState {
  const repeated = due.find(({ change, calls }) => isDatabaseMove(change) && calls > 1);
  if (repeated === undefined) return state;
  const { id, calls } = repeated;
  const what = `${titleOf(operation)}: the promotion has failed, and is tried again`;
  const reasons = ["the database's writer is where it was, and nothing moves it"];
  return announce(state, { id: `${operation.id}/${id}/${calls}`, what, epoch: operation.epoch, reasons }, now);
}

/**
 * Makes a switchover whose region has died on its way a failover: what it waited for will not come. While it is being
 * rolled back, a call that would unfence the old side may be under way; then only a higher epoch is safe.
 */
export function escalate(
  state: ControllerState,
  operation: Operation,
  reasons: readonly string[],
  tick: Tick,
): Progress {
  if (operation.step === "restore") return begin(state, { kind: "disaster", reasons }, tick);
  const escalated: Operation = { ...operation, kind: "disaster" };
  const what = `switchover to ${operation.to} becomes a failover with data loss allowed`;
  const announced = announce(
    { ...state, operation: escalated },
    { id: `${operation.id}/escalated`, what, epoch: operation.epoch, reasons },
    tick.now,
  );
  const isFenced = operation.step === "drain" || operation.step === "promote";
  return isFenced ? enter(announced, escalated, "switch", tick) : advance(announced, escalated, tick);
}

/** Whether a step of the operation takes longer than it may. */
export function isOverdue({ operation }: Pick<ControllerState, "operation">, { now, settings }: Tick): boolean {
  return operation !== undefined && now - operation.stepStartedAt > deadlineOf(operation, settings);
}

/** An intent, and whether its call is due. */
interface Resumed {
  readonly intent: Intent;
  readonly due: boolean;
}

/** @param before What the step before has begun and this one waits for */
function enter(
  state: ControllerState,
  operation: Omit<Operation, "step" | "stepStartedAt" | "intents">,
  step: StepName,
  tick: Tick,
  before: readonly Resumed[] = [],
): Progress {
  const entered: Operation = { ...operation, step, stepStartedAt: tick.now, intents: [] };
  const begun = changesOf(entered).map(
    (change) => before.find(({ intent }) => intent.id === intentId(change)) ?? begunIntent(change, tick),
  );
  const intents = begun.map(({ intent }) => intent);
  return {
    state: { ...state, operation: { ...entered, intents } },
    due: begun.filter(({ due }) => due).map(({ intent }) => intent),
  };
}

function complete(
  state: ControllerState,
  operation: Operation,
  { isDone, resumed }: { readonly isDone: boolean; readonly resumed: readonly Resumed[] },
  tick: Tick,
): Progress {
  const { id, step, epoch } = operation;
  const what = `${titleOf(operation)}: ${step} ${isDone ? "done" : "given up"}`;
  const after = rolesAfter(operation);
  const before = after.lostTail === undefined ? state : giveUpTail(state, "there is a newer one", tick);
  const completed = announce(
    { ...before, ...after },
    { id: `${id}/${epoch}/${step}`, what, epoch, reasons: [] },
    tick.now,
  );
  const next = stepAfter(operation);
  if (next !== undefined) return enter(completed, operation, next, tick, resumed);
  const verdictSettlesAt = tick.now + tick.settings.verdictSettlesMs;
  return { state: { ...completed, operation: undefined, verdictSettlesAt }, due: [] };
}

/** What a step that is done has made true. */
function rolesAfter({ kind, step, from, to, epoch, database, startedAt }: Operation): Partial<ControllerState> {
  if (step === "promote" && kind === "disaster" && database === true) {
    return { lostTail: { side: from, epoch, since: startedAt } };
  }
  if (step === "switch") return { active: to, ...(to === "standby" ? { latched: true } : {}) };
  return step === "unlatch" ? { latched: false } : {};
}

/**
 * The new side was unfenced in this epoch and is fenced again: DNS named the old one for a moment, as a lost latch makes it
 * do. Nothing else fences it in an epoch in which it takes over.
 */
function hasFencedItself(operation: Operation, { observations }: Tick): boolean {
  const { to, epoch, stepStartedAt } = operation;
  const fence = observations.fences[to];
  return (
    isUnfencing(operation) &&
    fence.known &&
    fence.at > stepStartedAt &&
    fence.value.epoch === epoch &&
    fence.value.fenced
  );
}

/** Unfences the new side once more: only a higher epoch does. */
function switchAgain(state: ControllerState, operation: Operation, tick: Tick): Progress {
  const epoch = state.epoch + 1;
  const what = `${titleOf(operation)}: ${operation.to} fenced itself, and is unfenced again`;
  const announced = announce(
    { ...state, epoch },
    { id: `${operation.id}/${epoch}/again`, what, epoch, reasons: [] },
    tick.now,
  );
  return enter(announced, { ...operation, epoch }, "switch", tick);
}

/** Gives the old side back its writes, in an epoch of its own: only a higher one unfences. */
function rollBack(state: ControllerState, operation: Operation, tick: Tick): Progress {
  const epoch = state.epoch + 1;
  const { id, step } = operation;
  const announced = announce(
    { ...state, epoch, cooldownUntil: tick.now + tick.settings.cooldownMs },
    {
      id: `${id}/rolled-back`,
      what: `${titleOf(operation)} is rolled back`,
      epoch,
      reasons: [`${step} was not done within ${deadlineOf(operation, tick.settings)} ms`],
    },
    tick.now,
  );
  return enter(announced, { ...operation, epoch }, "restore", tick);
}

function titleOf({ kind, from, to }: Pick<Operation, "kind" | "from" | "to">): string {
  return kind === "reinstate" ? `reinstate ${from}` : `${kind} to ${to}`;
}
