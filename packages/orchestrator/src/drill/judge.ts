import type { Topology } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import type { LoadAttempt, StoreFigures } from "./load.ts";
import type { ScenarioReport } from "./report.ts";
import type { Expectation } from "./scenario.ts";

/** How far before the fault the oldest write that was lost had been acknowledged, in seconds. */
export function rpoOf(fault: number, lost: ReadonlySet<string>, attempts: readonly LoadAttempt[]): number {
  const times = attempts.filter(({ id }) => lost.has(id)).map(({ at, milliseconds }) => at + milliseconds);
  return times.length === 0 ? 0 : Math.max(0, (fault - Math.min(...times)) / 1000);
}

/** What an environment of this topology may take in a scenario. */
export interface Allowance {
  /** How long clients may be without a good answer, in seconds. */
  readonly outageSeconds: number;
  /** How old a write may be at most that is lost, in seconds; 0 where none may be. */
  readonly lossSeconds: number;
}

/**
 * How much longer clients wait where a database's writer moves as well, in seconds: Aurora takes about a minute, the
 * controller sees it at a tick of two seconds, and the pools of functions connect anew.
 */
const databaseMoveSeconds = 90;

/** A database is copied behind its writer's back: what had not arrived in an unplanned failover is lost, within the RPO. */
export function allowanceOf(
  { operations, outageSeconds }: Expectation,
  { database, budgets }: Pick<Topology, "database" | "budgets">,
): Allowance {
  if (database === undefined) return { outageSeconds, lossSeconds: 0 };
  return {
    outageSeconds: outageSeconds + (operations.length === 0 ? 0 : databaseMoveSeconds),
    lossSeconds: operations.includes("disaster") ? budgets.rpoSeconds : 0,
  };
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
    /** How old the oldest write is that was lost, in seconds. */
    readonly rpoSeconds: number;
  },
  allowed: Allowance,
): string[] {
  const { observed, outageSeconds, messages, stores, decisions, rpoSeconds } = seen;
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
    ...(outageSeconds <= allowed.outageSeconds
      ? []
      : [`outage: ${outageSeconds} s, at most ${allowed.outageSeconds} s`]),
    ...missed.map((alarm) => `alarm ${alarm} was not told of`),
    ...stores.flatMap(({ store, lost }) =>
      lost.length === 0 || allowed.lossSeconds > 0 ? [] : [`${store}: ${lost.length} acknowledged writes are lost`],
    ),
    ...(rpoSeconds <= allowed.lossSeconds || allowed.lossSeconds === 0
      ? []
      : [`RPO: ${rpoSeconds} s, at most ${allowed.lossSeconds} s`]),
    ...stores.flatMap(({ store, duplicated }) =>
      duplicated.length === 0 ? [] : [`${store}: ${duplicated.length} ids have two versions`],
    ),
    ...(isQuiet || messages.standby > 0 ? [] : ["no message was delivered of what was decided"]),
  ];
}
