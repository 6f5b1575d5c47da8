import { BLINK_SECONDS, PATIENCE_SECONDS, isSettledAt, loseThePrimary, quiet } from "./scenario-parts.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** How long an alarm on the database may take once there is reason for it, in seconds. */
const ALARM_SECONDS = 60;

/** The lag that people are told of, in seconds. */
const LAG_SECONDS = 30;

/** A writer failover within the region has this long before the controller acts, in seconds. */
const TOLERANCE_SECONDS = 60;

/** A hundred writes a second and more. */
const busy = { writers: 20, requestsPerSecond: 6 } as const;

const raised = (stage: Stage, alarm: string, seconds: number) =>
  stage.until(`the alarm ${alarm}`, seconds, ({ alarms }) => alarms.includes(alarm));
const over = (stage: Stage, alarm: string) =>
  stage.until(`the end of the alarm ${alarm}`, ALARM_SECONDS, ({ alarms }) => !alarms.includes(alarm));

/** What only a profile with a global database can have, in the order of `scenarios`. */
export const databaseScenarios: readonly Scenario[] = [
  {
    id: "replication-lagging",
    title: "what the database's writer writes does not arrive in the standby",
    needs: "database",
    expected: { ...quiet, alarms: ["replication-lag"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "replication-paused", region: stage.topology.regions.standby });
      await raised(stage, "replication-lag", LAG_SECONDS + ALARM_SECONDS);
      await stage.refused("failover", /replication lag/);
      await stage.fault();
      await over(stage, "replication-lag");
    },
  },
  {
    id: "version-mismatch",
    title: "the standby's cluster has another engine version than the writer's",
    needs: "database",
    expected: { ...quiet, alarms: ["database-version-mismatch"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "engine-version", region: stage.topology.regions.standby, version: "16.9" });
      await raised(stage, "database-version-mismatch", ALARM_SECONDS);
      await stage.refused("failover", /has version 16\.9/);
      await stage.fault();
      await over(stage, "database-version-mismatch");
    },
  },
  {
    id: "standby-headless",
    title: "the standby's cluster has no instance that works",
    needs: "database",
    expected: { ...quiet, alarms: ["database-headless"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "headless", region: stage.topology.regions.standby });
      await raised(stage, "database-headless", ALARM_SECONDS);
      await stage.refused("failover", /has no instance/);
      await stage.fault();
      await over(stage, "database-headless");
    },
  },
  {
    id: "planned-busy",
    title: "a planned failover and a failback under a hundred writes a second",
    needs: "instances",
    load: busy,
    expected: {
      operations: ["planned-failover", "failback"],
      active: "primary",
      outageSeconds: 90,
      readOutageSeconds: 60,
    },
    run: async (stage) => {
      await stage.request("failover");
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.request("failback");
      await stage.untilServedBy("primary", PATIENCE_SECONDS);
    },
  },
  {
    id: "database-dark",
    title: "the primary's database is dark, its API lives",
    needs: "database",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60 + TOLERANCE_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "database-dark", region: stage.topology.regions.primary });
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
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60 },
    run: loseThePrimary,
  },
  {
    id: "old-primary-with-tail",
    title: "the primary goes dark while its database is ahead of the standby's, and comes back",
    needs: "database",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60, rpoSeconds: 15 },
    run: async (stage) => {
      await stage.fault({ kind: "replication-paused", region: stage.topology.regions.standby });
      await stage.hold(5);
      await loseThePrimary(stage);
    },
  },
];
