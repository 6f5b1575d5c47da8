import { roles } from "@tandem/config";
import type { Role } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import type { LoadAttempt, Stretch } from "./load.ts";

/** One thing that happened in a drill. */
export interface TimelineEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `drill`: what was done to it. `controller`: what was decided. `clients`: what they saw. */
  readonly source: "drill" | "controller" | "clients";
  readonly what: string;
}

/** When each stage of leaving a region was reached, in seconds after the fault; absent where it was not. */
export interface Milestones {
  /** Clients first went without a good answer. */
  readonly firstBadAnswer?: number;
  /** The controller decided. */
  readonly decided?: number;
  /** The old side was fenced, or given up. */
  readonly fenced?: number;
  /** The new side takes writes and the latch is set. */
  readonly switched?: number;
  /** A client was first led to the new side. */
  readonly trafficMoved?: number;
  /** The new side took a write for the first time. */
  readonly firstGoodAnswer?: number;
}

/** The decisions that belong to a drill: those made since it began. */
export function decisionsSince(
  { decisions }: Pick<ControllerView, "decisions">,
  since: number,
): ControllerView["decisions"] {
  return decisions.filter(({ at }) => at >= since);
}

/** The kinds of the operations that were decided, in order. */
export function operationsIn(decisions: ControllerView["decisions"]): readonly string[] {
  return decisions.flatMap(({ what }) => /^(?<kind>\S+) (?:to )?\S+ decided$/.exec(what)?.groups?.["kind"] ?? []);
}

/** Where the first operation led; undefined where none did. */
export function targetOf(decisions: ControllerView["decisions"]): Role | undefined {
  const targets = decisions.flatMap(({ what }) => /^\S+ to (?<side>\S+) decided$/.exec(what)?.groups?.["side"] ?? []);
  return roles.find((role) => role === targets[0]);
}

/**
 * When each stage was reached.
 * @param fault When the fault began.
 * @param to The region that is to take over.
 */
export function milestonesOf(
  fault: number,
  to: string,
  decisions: ControllerView["decisions"],
  attempts: readonly LoadAttempt[],
): Milestones {
  const decided = (pattern: RegExp) => decisions.find(({ at, what }) => at >= fault && pattern.test(what))?.at;
  const bad = attempts.find(({ at, outcome }) => at >= fault && outcome !== "acknowledged");
  const moved = attempts.find(({ at, region }) => at >= fault && region === to);
  // A replay, 200, tells of a write that was there already.
  const good = attempts.find(({ at, region, status }) => at >= fault && region === to && status === 201);
  const after = (at: number | undefined) => (at === undefined ? undefined : (at - fault) / 1000);
  const all = {
    firstBadAnswer: after(bad && bad.at + bad.milliseconds),
    decided: after(decided(/ decided$/)),
    fenced: after(decided(/: fence (?:done|given up)$/)),
    switched: after(decided(/: switch done$/)),
    trafficMoved: after(moved?.at),
    firstGoodAnswer: after(good && good.at + good.milliseconds),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** One second of what clients saw. */
export interface SecondOfLoad {
  /** Seconds after the drill began. */
  readonly second: number;
  readonly good: number;
  readonly bad: number;
  /** Median and slowest of the good answers, in milliseconds; absent where there was none. */
  readonly p50?: number;
  readonly max?: number;
}

/** Success and latency over time, by the second after the drill's beginning in which a request was sent. */
export function secondsOf(attempts: readonly LoadAttempt[], began: number): readonly SecondOfLoad[] {
  const bySecond = Map.groupBy(attempts, ({ at }) => Math.floor((at - began) / 1000));
  return [...bySecond]
    .toSorted(([left], [right]) => left - right)
    .map(([second, sent]) => {
      const times = sent
        .filter(({ outcome }) => outcome === "acknowledged")
        .map(({ milliseconds }) => milliseconds)
        .toSorted((left, right) => left - right);
      const p50 = times[Math.floor((times.length - 1) / 2)];
      const max = times.at(-1);
      return {
        second,
        good: times.length,
        bad: sent.length - times.length,
        ...(p50 === undefined ? {} : { p50 }),
        ...(max === undefined ? {} : { max }),
      };
    });
}

export function secondsIn({ from, to }: Stretch): number {
  return Math.round((to - from) / 10) / 100;
}
