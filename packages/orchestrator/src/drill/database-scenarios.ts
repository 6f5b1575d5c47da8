import type { ControllerView } from "../failover/controller-state.ts";
import {
  BLINK_SECONDS,
  PATIENCE_SECONDS,
  QUIET_SECONDS,
  isSettledAt,
  loseThePrimary,
  quiet,
  thereAndBack,
} from "./scenario-parts.ts";
import type { Fault } from "./fault.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** How long an alarm on the database may take once there is reason for it, in seconds. */
const ALARM_SECONDS = 60;

/** The lag that people are told of, in seconds. */
const LAG_SECONDS = 30;

/** A writer failover within the region has this long before the controller acts, in seconds. */
const TOLERANCE_SECONDS = 60;

/** As long as such a failover takes, in seconds. */
const DARK_SECONDS = 42;

/** More than the hundred writes a second that must come of it. */
const busy = { writers: 20, requestsPerSecond: 6 } as const;

/** Acknowledged a second, before anything is done to clients. */
const WRITES_PER_SECOND = 100;

/** What keeps the standby's database from taking over is told of before it matters, and a planned failover is refused for it. */
function toldOfBefore(what: {
  readonly fault: (standby: string) => Fault;
  readonly alarm: string;
  /** The alarm comes within these. */
  readonly seconds: number;
  readonly reason: RegExp;
}): Pick<Scenario, "needs" | "expected" | "run"> {
  const { fault, alarm, seconds, reason } = what;
  return {
    needs: "database",
    expected: { ...quiet, alarms: [alarm], outageSeconds: BLINK_SECONDS },
    run: async (stage: Stage) => {
      await stage.fault(fault(stage.topology.regions.standby));
      await stage.until(`the alarm ${alarm}`, seconds, ({ alarms }) => alarms.includes(alarm));
      await stage.refused("failover", reason);
      await stage.fault();
      await stage.until(`the end of the alarm ${alarm}`, ALARM_SECONDS, ({ alarms }) => !alarms.includes(alarm));
    },
  };
}

/** What only a profile with a global database can have, in the order of `scenarios`. */
export const databaseScenarios: readonly Scenario[] = [
  {
    id: "replication-lagging",
    title: "what the database's writer writes does not arrive in the standby",
    ...toldOfBefore({
      fault: (region) => ({ kind: "replication-paused", region }),
      alarm: "replication-lag",
      seconds: LAG_SECONDS + ALARM_SECONDS,
      reason: /replication lag/,
    }),
  },
  {
    id: "version-mismatch",
    title: "the standby's cluster has another engine version than the writer's",
    ...toldOfBefore({
      fault: (region) => ({ kind: "engine-version", region, version: "16.9" }),
      alarm: "database-version-mismatch",
      seconds: ALARM_SECONDS,
      reason: /has version 16\.9/,
    }),
  },
  {
    id: "standby-headless",
    title: "the standby's cluster has no instance that works",
    ...toldOfBefore({
      fault: (region) => ({ kind: "headless", region }),
      alarm: "database-headless",
      seconds: ALARM_SECONDS,
      reason: /has no instance/,
    }),
  },
  {
    id: "database-blink",
    title: "the primary's database is dark for as long as a writer failover within its region takes",
    needs: "database",
    // AWS gives such a failover 30 to 60 s. Route 53 tells good from bad three looks later.
    expected: { ...quiet, alarms: ["database-down"], outageSeconds: DARK_SECONDS + 45 },
    run: async (stage) => {
      await stage.fault({ kind: "database-dark", region: stage.topology.regions.primary });
      await stage.holdStill(DARK_SECONDS);
      await stage.fault();
      await stage.untilServedBy("primary", PATIENCE_SECONDS);
      await stage.holdStill(QUIET_SECONDS);
    },
  },
  {
    id: "planned-busy",
    title: "a planned failover and a failback under a hundred writes a second",
    needs: "instances",
    load: busy,
    ...thereAndBack,
    expected: { ...thereAndBack.expected, writesPerSecond: WRITES_PER_SECOND },
  },
  {
    id: "database-dark",
    title: "the primary's database is dark, its API lives",
    needs: "database",
    expected: {
      operations: ["disaster"],
      active: "standby",
      outageSeconds: 60 + TOLERANCE_SECONDS,
      readOutageSeconds: 60,
    },
    run: async (stage) => {
      await stage.fault({ kind: "database-dark", region: stage.topology.regions.primary });
      await stage.holdStill(TOLERANCE_SECONDS - 10);
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  {
    id: "promotion-fails",
    title: "the primary region goes dark, and the first promotion of the standby's database fails",
    needs: "database",
    // The first promotion, and what the controller waits before it asks for another one.
    expected: {
      operations: ["disaster"],
      active: "standby",
      alarms: ["promotion-failed"],
      outageSeconds: 60 + 60 + 30,
      readOutageSeconds: 60,
    },
    run: async (stage) => {
      const { primary } = stage.topology.regions;
      await stage.fault({ kind: "dark", region: primary }, { kind: "promotion-fails", times: 1 });
      await stage.until("the standby to be active", 2 * PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  {
    id: "primary-dark-busy",
    title: "the primary region goes dark under a hundred writes a second",
    needs: "instances",
    load: busy,
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60, writesPerSecond: WRITES_PER_SECOND },
    run: loseThePrimary,
  },
  {
    id: "old-primary-with-tail",
    title: "the primary goes dark while its database is ahead of the standby's, and comes back",
    needs: "database",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60, rpoSeconds: 15, losesWrites: true },
    run: async (stage) => {
      await stage.fault({ kind: "replication-paused", region: stage.topology.regions.standby });
      await stage.hold(5);
      await loseThePrimary(stage);
      // What a client was told before the failover is forgotten by then.
      await stage.hold(stage.topology.routing.ttlSeconds);
      await stage.fault();
      const isKept = ({ lostTail }: ControllerView) => lostTail?.keptAs !== undefined;
      await Promise.all([
        stage.holdAwayFrom("primary", QUIET_SECONDS),
        stage.until("the lost tail to be kept", PATIENCE_SECONDS, isKept),
      ]);
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
];
