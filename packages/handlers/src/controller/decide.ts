import type { FailoverSettings } from "@tandem/config/failover";
import { assess, isOutage, isTroubled, witnessesOf } from "./assess.ts";
import type { Assessment, Witnesses } from "./assess.ts";
import { databaseAlarms, databaseProblems, lagReasons, rememberCapacities } from "./database.ts";
import { answered } from "./intents.ts";
import type { Tick } from "./intents.ts";
import { noteLostTail, tailAlarms } from "./lost-tail.ts";
import { alarmIf } from "./metrics.ts";
import type { ControllerAlarm } from "./metrics.ts";
import { raiseExactly } from "./notices.ts";
import { advance, begin, escalate, isOverdue } from "./operations.ts";
import type { Progress } from "./operations.ts";
import { otherSide, valueOf } from "./readings.ts";
import type { Observations } from "./readings.ts";
import { duesOf, wantedRepairs } from "./repairs.ts";
import { serve } from "./requests.ts";
import { isUnprotected } from "./state.ts";
import type { Change, ControllerState, Intent, Notice } from "./state.ts";

/** What `act` does: a change under its intent's id, or a notice under its own. */
export type Action = (Change & { readonly id: string }) | Notice;

export interface Decision {
  /** To be persisted, on the lease and on the version that was read, before any of the actions. */
  readonly state: ControllerState;
  /** Nothing of this is done where the state could not be persisted. Changes come first. */
  readonly actions: readonly Action[];
  /** What was seen, and what followed. */
  readonly reasons: readonly string[];
  /** When to look again, in milliseconds. */
  readonly nextTickMs: number;
}

export interface DecideInput {
  readonly state: ControllerState;
  readonly observations: Observations;
  /** Milliseconds since 1970, after the last observation. */
  readonly now: number;
  readonly settings: FailoverSettings;
}

/**
 * One tick of the failover controller: what to do by what was seen. Pure; the rules are those of ADR 9.
 * A dead primary is left once; from then on only a person's request moves anything.
 */
export function decide({ state, observations, now, settings }: DecideInput): Decision {
  if (observations.lease === "lost") {
    return { state, actions: [], reasons: ["another controller holds the lease"], nextTickMs: settings.tickMs };
  }
  const tick: Tick = { observations, now, settings };
  const { looked, assessment } = look(state, tick);
  const moved = move(looked, assessment, tick);
  // What a step has changed in this tick was read before.
  const isSteady = isSettled(looked) && isSettled(moved.state);
  const repaired = isSteady ? repair(moved, tick) : moved;
  const alarmed = raiseExactly(repaired.state, alarmsOf(repaired.state, assessment, isSteady, tick), now);
  return {
    state: alarmed,
    actions: [...repaired.due.map(({ id, change }) => ({ ...change, id })), ...alarmed.outbox],
    reasons: [...assessment.reasons, ...newDecisions(state, alarmed)],
    nextTickMs: nextTick(alarmed, assessment.witnesses, settings),
  };
}

/** What was seen of the primary, with its memory: how long the stores have been down, how often the same was found. */
function look(state: ControllerState, tick: Tick): { looked: ControllerState; assessment: Assessment } {
  const { observations, now, settings } = tick;
  const isUnsettled = state.operation !== undefined || now < (state.verdictSettlesAt ?? now);
  const verdictIsOurs = state.verdictIsOurs && isUnsettled;
  const witnesses = witnessesOf(observations, { active: state.active, verdictIsOurs }, now, settings);
  const { databaseDown: before } = state;
  const isContinued = before !== undefined && isWithin(now - before.seenAt, settings.streakGapMs);
  const since = isContinued ? before.since : now;
  const judged = assess(witnesses, now - since, settings);
  const assessment = { ...judged, reasons: [...judged.reasons, ...lagReasons(tick)] };
  const databaseDown = assessment.databaseDown ? { since, seenAt: now } : undefined;
  return {
    looked: {
      ...state,
      ...rememberCapacities(state, tick),
      verdictIsOurs,
      databaseDown,
      streak: countOn(state, assessment, tick),
    },
    assessment,
  };
}

/** How often in a row the same was found, lost and duplicated ticks apart. */
function countOn({ streak, active }: ControllerState, { finding }: Assessment, { now, settings }: Tick) {
  if (finding === "none" || active === "standby") return undefined;
  const gap = streak === undefined ? 0 : now - streak.at;
  if (streak?.finding !== finding || !isWithin(gap, settings.streakGapMs)) return { finding, count: 1, at: now };
  return gap < settings.tickApartMs ? streak : { finding, count: streak.count + 1, at: now };
}

/** A clock that was set back makes no gap at all. */
function isWithin(gap: number, most: number): boolean {
  return gap >= 0 && gap <= most;
}

/** The operation in flight, a person's request, or what the witnesses call for, in this order. */
function move(state: ControllerState, assessment: Assessment, tick: Tick): Progress {
  const { operation } = state;
  const { request } = tick.observations;
  const isNew = request !== undefined && request.id !== state.servedRequest;
  if (isNew && (operation === undefined || request.kind === "failover-with-data-loss")) {
    return serve(state, request, tick);
  }
  const { reasons } = assessment;
  const due = automatic(state, tick);
  if (operation !== undefined) {
    const isLost = due === "disaster" && operation.kind === "switchover" && operation.step !== "switch";
    return isLost ? escalate(state, operation, reasons, tick) : advance(state, operation, tick);
  }
  if (due !== undefined) return begin(state, { kind: due, reasons }, tick);
  if (isActiveFenced(state, tick))
    return begin(state, { kind: "reinstate", reasons: ["the active side is fenced"] }, tick);
  return { state, due: [] };
}

/** The active side is known to be fenced while the latch is as it should be: it fenced itself, and only we can undo it. */
function isActiveFenced({ active, latched }: ControllerState, { observations, now, settings }: Tick): boolean {
  const fence = valueOf(observations.fences[active], now, settings.readingMaxAgeMs);
  const latch = valueOf(observations.latch, now, settings.readingMaxAgeMs);
  return fence?.fenced === true && latch?.set === latched;
}

/** What the witnesses call for, if nothing stands against it. */
function automatic(state: ControllerState, tick: Tick): "disaster" | "switchover" | undefined {
  const finding = decidedFinding(state, tick);
  const isHeld = finding === undefined || heldBy(state, finding, tick).length > 0;
  if (isHeld) return undefined;
  return finding === "disaster" ? "disaster" : "switchover";
}

/** What was found often enough in a row. */
function decidedFinding({ streak }: ControllerState, { settings }: Tick) {
  return streak !== undefined && streak.count >= settings.ticksToDecide ? streak.finding : undefined;
}

/** Why an operation that is called for does not begin. */
function heldBy({ active, cooldownUntil }: ControllerState, finding: "disaster" | "api-dead", tick: Tick): string[] {
  const { observations, now, settings } = tick;
  const isReady = valueOf(observations.standbyReady, now, settings.readingMaxAgeMs) === true;
  const isCooling = finding === "api-dead" && cooldownUntil !== undefined && now < cooldownUntil;
  return [
    ...(isReady ? [] : ["standby-not-ready"]),
    ...(isCooling ? ["cooldown"] : []),
    ...databaseProblems(otherSide(active), tick),
  ];
}

/**
 * Whether no operation moves fence or latch. One that waits for DNS, for a database that was failed over or for compute
 * moves neither, and the first waits for ever where one is lost.
 */
function isSettled({ operation }: ControllerState): boolean {
  if (operation === undefined) return true;
  const { kind, step } = operation;
  return step === "dns" || step === "shrink" || (step === "promote" && kind === "disaster");
}

/** Fence and latch as they should be, beside the calls of an operation that moves neither. */
function repair({ state, due: before }: Progress, tick: Tick): Progress {
  const noted = noteLostTail(state, tick);
  const { repairs, due } = duesOf(noted.repairs, wantedRepairs(noted, tick), tick);
  return { state: { ...noted, repairs: [...repairs] }, due: [...before, ...due] };
}

function alarmsOf(state: ControllerState, assessment: Assessment, isSteady: boolean, tick: Tick): ControllerAlarm[] {
  const { observations, now, settings } = tick;
  const latch = valueOf(observations.latch, now, settings.readingMaxAgeMs);
  const isReady = valueOf(observations.standbyReady, now, settings.readingMaxAgeMs) === true;
  const finding = decidedFinding(state, tick);
  const isRolledBack = state.cooldownUntil !== undefined && now < state.cooldownUntil;
  return [
    // Of a fenced, passive primary nothing is expected but that it comes back, which the failback's preflight sees.
    ...(state.active === "primary" ? assessment.alarms : []),
    ...databaseAlarms(state, tick),
    ...tailAlarms(state, tick),
    ...alarmIf(isOutage(assessment.witnesses, state), "regional-outage"),
    ...alarmIf(isUnprotected(state), "unprotected"),
    ...alarmIf(!isReady, "standby-not-ready"),
    ...alarmIf(isSteady && finding !== undefined && heldBy(state, finding, tick).length > 0, "failover-held"),
    ...alarmIf(isSteady && state.latched && latch?.set === false, "latch-lost"),
    ...alarmIf(isSteady && !state.latched && latch?.set === true, "latch-unexpected"),
    ...alarmIf(isOverdue(state, tick), "operation-overdue"),
    ...alarmIf(isRolledBack, "rolled-back"),
  ];
}

function nextTick(state: ControllerState, witnesses: Witnesses, { tickMs, fastTickMs }: FailoverSettings): number {
  const isBusy = state.operation !== undefined || (state.active === "primary" && isTroubled(witnesses));
  return isBusy ? fastTickMs : tickMs;
}

function newDecisions(before: ControllerState, after: ControllerState): string[] {
  return after.decisions.filter((decision) => !before.decisions.includes(decision)).map(({ what }) => what);
}

/**
 * The state after one action was tried. A notice that was told leaves the outbox; a change's outcome is what a later tick
 * goes by. An id that the state does not know, since another controller has moved on, changes nothing.
 * @param now When the action's answer came, or later; milliseconds since 1970
 */
export function settle(
  state: ControllerState,
  actionId: string,
  outcome: "done" | "failed",
  now: number,
): ControllerState {
  const settled = (intents: readonly Intent[]) =>
    intents.map((intent) => (intent.id === actionId ? answered(intent, outcome, now) : intent));
  const { operation } = state;
  return {
    ...state,
    repairs: settled(state.repairs),
    outbox: outcome === "done" ? state.outbox.filter(({ id }) => id !== actionId) : state.outbox,
    ...(operation === undefined ? {} : { operation: { ...operation, intents: settled(operation.intents) } }),
  };
}
