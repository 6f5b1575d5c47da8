import type { ControllerView } from "../failover/controller-state.ts";
import type { LoadAttempt, StoreFigures } from "./load.ts";
import type { ScenarioReport } from "./report.ts";
import type { Expectation } from "./scenario.ts";

/** How far before the fault the oldest write that was lost had been acknowledged, in seconds. */
export function rpoOf(fault: number, lost: ReadonlySet<string>, attempts: readonly LoadAttempt[]): number {
  const times = attempts.filter(({ id }) => lost.has(id)).map(({ at, milliseconds }) => at + milliseconds);
  return times.length === 0 ? 0 : Math.max(0, (fault - Math.min(...times)) / 1000);
}

/** What was not as expected. */
export function differences(
  expected: Expectation,
  seen: {
    readonly observed: ScenarioReport["observed"];
    readonly outageSeconds: number;
    readonly messages: ScenarioReport["messages"];
    readonly stores: readonly StoreFigures[];
    readonly decisions: ControllerView["decisions"];
  },
): string[] {
  const { observed, outageSeconds, messages, stores, decisions } = seen;
  const wanted = expected.operations.join(", ") || "none";
  const { tolerated = [] } = expected;
  const got = observed.operations.filter((operation) => !tolerated.includes(operation)).join(", ") || "none";
  const missed = (expected.alarms ?? []).filter((alarm) => !observed.alarms.includes(alarm));
  const isQuiet = decisions.length === 0;
  return [
    ...(got === wanted ? [] : [`operations: expected ${wanted}, got ${got}`]),
    ...(observed.active === expected.active
      ? []
      : [`active: expected ${expected.active}, got ${observed.active ?? "none"}`]),
    ...(outageSeconds <= expected.outageSeconds
      ? []
      : [`outage: ${outageSeconds} s, at most ${expected.outageSeconds} s`]),
    ...missed.map((alarm) => `alarm ${alarm} was not told of`),
    ...stores.flatMap(({ store, lost }) =>
      lost.length === 0 ? [] : [`${store}: ${lost.length} acknowledged writes are lost`],
    ),
    ...stores.flatMap(({ store, duplicated }) =>
      duplicated.length === 0 ? [] : [`${store}: ${duplicated.length} ids have two versions`],
    ),
    ...(isQuiet || messages.standby > 0 ? [] : ["no message was delivered of what was decided"]),
  ];
}
