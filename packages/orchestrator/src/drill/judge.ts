import type { Topology } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import type { LoadAttempt, StoreFigures } from "./load.ts";
import type { ScenarioReport } from "./report.ts";
import type { Expectation, Scenario } from "./scenario.ts";

/**
 * How far back a loss reaches, in seconds: from when the oldest write that was lost had been acknowledged to the fault, or to
 * the newest of them where the region was lost some time after a first fault.
 */
export function rpoOf(fault: number, lost: ReadonlySet<string>, attempts: readonly LoadAttempt[]): number {
  const times = attempts
    .filter(({ id, outcome }) => lost.has(id) && outcome === "acknowledged")
    .map(({ at, milliseconds }) => at + milliseconds);
  return times.length === 0 ? 0 : (Math.max(fault, ...times) - Math.min(...times)) / 1000;
}

/** The ids of what a database has lost of writes that clients had good answers to. */
export function acknowledgedIn(tail: ReadonlySet<string>, attempts: readonly LoadAttempt[]): ReadonlySet<string> {
  return new Set(attempts.filter(({ id, outcome }) => outcome === "acknowledged" && tail.has(id)).map(({ id }) => id));
}

/** Writes that were acknowledged a second within this time before the fault. */
export function writesPerSecondBefore(fault: number, milliseconds: number, attempts: readonly LoadAttempt[]): number {
  const acknowledged = attempts.filter(({ at, milliseconds: took, outcome }) => {
    return outcome === "acknowledged" && at >= fault - milliseconds && at + took <= fault;
  });
  return (acknowledged.length * 1000) / milliseconds;
}

/** How long a promotion takes by default, in seconds: AWS says a minute at most for most, and the rehearsal models that. */
const PROMOTION_SECONDS = 60;

/** How far before the fault a write that a database has lost may have been acknowledged by default, in seconds. */
const DATABASE_RPO_SECONDS = 1;

/** What a profile is held to: where a database's writer moves with the roles, its promotion is allowed on top for writes. */
export function expectedOf({ expected }: Pick<Scenario, "expected">, { database }: Pick<Topology, "database">): Held {
  const isPromoted = database !== undefined && expected.operations.length > 0;
  const { outageSeconds, readOutageSeconds = outageSeconds } = expected;
  return {
    ...expected,
    readOutageSeconds,
    outageSeconds: isPromoted ? outageSeconds + PROMOTION_SECONDS : outageSeconds,
  };
}

/** What one profile is held to. */
type Held = Expectation & Required<Pick<Expectation, "readOutageSeconds">>;

/** What was not as expected. */
export function differences(
  expected: Held,
  seen: {
    readonly observed: ScenarioReport["observed"];
    readonly outageSeconds: number;
    readonly readOutageSeconds: ScenarioReport["readOutages"]["seconds"];
    readonly messages: ScenarioReport["messages"];
    readonly stores: readonly StoreFigures[];
    readonly decisions: ControllerView["decisions"];
    readonly rpoSeconds: number;
    readonly writesPerSecond: number;
    /** Acknowledged ids that databases are known to have lost. */
    readonly tail: ReadonlySet<string>;
  },
): string[] {
  const { observed, outageSeconds, readOutageSeconds, messages, stores, decisions, rpoSeconds, writesPerSecond, tail } =
    seen;
  const mostRpo = expected.rpoSeconds ?? DATABASE_RPO_SECONDS;
  const { writesPerSecond: leastWrites = 0 } = expected;
  const wanted = expected.operations.join(", ") || "none";
  const { tolerated = [] } = expected;
  const got = observed.operations.filter((operation) => !tolerated.includes(operation)).join(", ") || "none";
  const missed = (expected.alarms ?? []).filter((alarm) => !observed.alarms.includes(alarm));
  const isQuiet = decisions.length === 0;
  const readOutages = [
    ["reads", readOutageSeconds.read],
    ["health", readOutageSeconds.health],
  ] as const;
  const allLost = new Set(stores.flatMap(({ lost }) => lost));
  const found = [...tail].filter((id) => !allLost.has(id)).length;
  return [
    ...(got === wanted ? [] : [`operations: expected ${wanted}, got ${got}`]),
    ...(observed.active === expected.active
      ? []
      : [`active: expected ${expected.active}, got ${observed.active ?? "none"}`]),
    ...(outageSeconds <= expected.outageSeconds
      ? []
      : [`outage: ${outageSeconds} s, at most ${expected.outageSeconds} s`]),
    ...readOutages
      .filter(([, seconds]) => seconds > expected.readOutageSeconds)
      .map(([of, seconds]) => `outage of ${of}: ${seconds} s, at most ${expected.readOutageSeconds} s`),
    ...missed.map((alarm) => `alarm ${alarm} was not told of`),
    ...stores.flatMap(({ store, lost }) => {
      const unexplained = lost.filter((id) => !tail.has(id)).length;
      return unexplained === 0 ? [] : [`${store}: ${unexplained} acknowledged writes are lost`];
    }),
    ...(writesPerSecond >= leastWrites
      ? []
      : [`load: ${writesPerSecond.toFixed(1)} writes acknowledged a second, at least ${leastWrites}`]),
    ...(found === 0 ? [] : [`${found} acknowledged writes of the lost tail are there all the same`]),
    ...(expected.losesWrites === true && allLost.size === 0
      ? ["no acknowledged write was lost: nothing was shown of a lost tail"]
      : []),
    ...(rpoSeconds <= mostRpo ? [] : [`RPO: ${rpoSeconds} s, at most ${mostRpo} s`]),
    ...stores.flatMap(({ store, duplicated }) =>
      duplicated.length === 0 ? [] : [`${store}: ${duplicated.length} ids have two versions`],
    ),
    ...(isQuiet || messages.standby > 0 ? [] : ["no message was delivered of what was decided"]),
  ];
}
