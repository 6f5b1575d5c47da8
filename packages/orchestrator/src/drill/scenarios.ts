import type { Topology } from "@tandem/config";
import { stateItemKeys } from "@tandem/config/control";
import type { ControllerView } from "../failover/controller-state.ts";
import { databaseScenarios } from "./database-scenarios.ts";
import {
  BLINK_SECONDS,
  PATIENCE_SECONDS,
  QUIET_SECONDS,
  frontOf,
  isSettledAt,
  loseThePrimary,
  quiet,
  thereAndBack,
} from "./scenario-parts.ts";
import type { Scenario } from "./scenario.ts";
import { referenceSettings } from "./settings.ts";

/**
 * Every scenario, in the order in which few failbacks are needed between them: those that move nothing, those that come
 * back by themselves, those that leave the standby active, those that begin there; and last what spoils its environment.
 */
export const scenarios: readonly Scenario[] = [
  {
    id: "standby-dark",
    title: "the standby region goes dark",
    expected: { ...quiet, outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "dark", region: stage.topology.regions.standby });
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "regions-cut",
    title: "the regions are cut from each other",
    expected: { ...quiet, alarms: ["heartbeat-stale", "primary-unreachable"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      const { primary, standby } = stage.topology.regions;
      await stage.fault({ kind: "cut", regions: [primary, standby] });
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "primary-flapping",
    title: "the primary's API comes and goes every eight seconds",
    expected: { ...quiet, outageSeconds: 20 },
    run: async (stage) => {
      const region = stage.topology.regions.primary;
      for (let round = 0; round < 4; round += 1) {
        await stage.fault({ kind: "errors", region, service: frontOf(stage.topology), status: 503 });
        await Promise.all([stage.hold(8), stage.untilFelt(8)]);
        await stage.fault();
        await stage.hold(8);
      }
    },
  },
  {
    id: "heartbeat-missing",
    title: "the primary's heartbeat stops, its API lives",
    expected: { ...quiet, alarms: ["heartbeat-stale"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "mute", region: stage.topology.regions.primary });
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "metrics-missing",
    title: "CloudWatch takes no metrics and no logs in either region",
    expected: { ...quiet, outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      const { primary, standby } = stage.topology.regions;
      const services = ["monitoring", "logs"];
      await stage.fault(
        ...[primary, standby].flatMap((region) =>
          services.map((service) => ({ kind: "errors", region, service, status: 503 }) as const),
        ),
      );
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "standby-egress-cut",
    title: "nothing of the standby region reaches the outside",
    expected: { ...quiet, alarms: ["probe-unknown", "verdict-unknown"], outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "egress", region: stage.topology.regions.standby });
      await stage.hold(QUIET_SECONDS);
    },
  },
  ...databaseScenarios.filter(({ expected }) => expected.active === "primary"),
  {
    id: "planned",
    title: "a planned failover, and a failback",
    ...thereAndBack,
  },
  {
    id: "controller-killed",
    title: "the primary goes dark and comes back, and the controller is killed in each step of failover and failback",
    expected: { operations: ["disaster", "failback"], active: "primary", outageSeconds: 150, readOutageSeconds: 60 },
    run: async (stage) => {
      await stage.fault({ kind: "dark", region: stage.topology.regions.primary });
      await stage.killInEachStep("disaster", ["fence", "switch"], PATIENCE_SECONDS);
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.fault();
      await stage.untilSeen("the primary is fenced, and its heartbeat is fresh", PATIENCE_SECONDS, ({ regions }) => {
        const { health, heartbeatAge } = regions.primary;
        const isFresh = heartbeatAge.known && heartbeatAge.value < 10;
        return health.known && health.value === "fenced" && isFresh;
      });
      const steps = ["fence", "drain", "switch", "health", "unlatch", "dns"];
      await Promise.all([stage.request("failback"), stage.killInEachStep("failback", steps, PATIENCE_SECONDS)]);
      await stage.untilServedBy("primary", PATIENCE_SECONDS);
    },
  },
  {
    id: "primary-dark",
    title: "the primary region goes dark",
    expected: { operations: ["disaster"], active: "standby", alarms: ["regional-outage"], outageSeconds: 60 },
    run: loseThePrimary,
  },
  {
    id: "route53-control-plane-down",
    title: "the primary region goes dark while Route 53's control plane is down",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60 },
    run: async (stage) => {
      const { primary } = stage.topology.regions;
      await stage.fault(
        { kind: "dark", region: primary },
        { kind: "errors", region: "us-east-1", service: "route53", status: 503 },
      );
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  ...databaseScenarios.filter(({ expected }) => expected.active === "standby"),
  {
    id: "api-dark",
    title: "the primary's API is dead, its data lives",
    expected: { operations: ["switchover"], active: "standby", outageSeconds: 60 },
    run: async (stage) => {
      const region = stage.topology.regions.primary;
      await stage.fault({ kind: "errors", region, service: frontOf(stage.topology), status: 503 });
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  {
    id: "primary-slow",
    title: "the primary's API answers after three seconds",
    expected: { operations: ["switchover"], active: "standby", outageSeconds: 60 },
    run: async (stage) => {
      const region = stage.topology.regions.primary;
      await stage.fault({ kind: "latency", region, service: frontOf(stage.topology), milliseconds: 3000 });
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  {
    id: "primary-back",
    title: "the primary comes back after a failover",
    expected: { operations: ["disaster"], active: "standby", alarms: ["unprotected"], outageSeconds: 60 },
    run: async (stage) => {
      await loseThePrimary(stage);
      // What a client was told before the failover is forgotten by then.
      await stage.hold(stage.topology.routing.ttlSeconds);
      await stage.fault();
      await stage.holdAwayFrom("primary", QUIET_SECONDS);
      // A database that was left behind is made anew first.
      const what = "the primary is fenced, its stores work, and the status is UNPROTECTED";
      await stage.untilSeen(what, PATIENCE_SECONDS, (seen) => {
        const { health } = seen.regions.primary;
        return health.known && health.value === "fenced" && seen.protection === "UNPROTECTED";
      });
    },
  },
  {
    id: "latch-lost",
    title: "the latch is lost after it was set",
    startsAt: "standby",
    expected: {
      operations: [],
      // DNS names the primary until the latch is set again, and the standby may fence itself meanwhile.
      tolerated: ["reinstate"],
      active: "standby",
      alarms: ["latch-lost"],
      outageSeconds: 60,
    },
    run: async (stage) => {
      await stage.tamper({ ...stateItemKeys.latch, epoch: 1, set: false });
      const repaired = async () => {
        await stage.until("the latch to be missed", 30, ({ alarms }) => alarms.includes("latch-lost"));
        await stage.until("the latch to be set again", 30, ({ alarms }) => !alarms.includes("latch-lost"));
      };
      // The primary is fenced, and so it fails its own check: nobody is led there, latch or not.
      await Promise.all([repaired(), stage.holdAwayFrom("primary", QUIET_SECONDS)]);
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
    },
  },
  {
    id: "unprotected-loss",
    title: "the active region is lost after a failover",
    startsAt: "standby",
    expected: {
      operations: [],
      // With the region its latch was gone, and DNS named the primary.
      tolerated: ["reinstate"],
      active: "standby",
      outageSeconds: 150,
    },
    run: async (stage) => {
      const told = ({ alarms }: ControllerView) => alarms.includes("unprotected");
      await stage.until("the alarm unprotected to be raised", 30, told);
      await stage.untilSeen("the status is UNPROTECTED", 30, ({ protection }) => protection === "UNPROTECTED");
      await stage.fault({ kind: "dark", region: stage.topology.regions.standby });
      // Of weighted records that are all unhealthy Route 53 answers as if all were well: clients come to a primary that takes
      // nothing of them.
      await (stage.topology.routing.policy === "weighted"
        ? stage.holdWithoutWritesIn("primary", QUIET_SECONDS)
        : stage.holdAwayFrom("primary", QUIET_SECONDS));
      await stage.fault();
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.until("the alarm unprotected to be raised still", 30, told);
      await stage.untilSeen("the status is UNPROTECTED still", 30, ({ protection }) => protection === "UNPROTECTED");
    },
  },
  {
    id: "primary-dark-reference",
    title: "the primary region goes dark, with the reference settings",
    settings: referenceSettings,
    expected: { operations: [], active: "standby", outageSeconds: 240 },
    run: async (stage) => {
      await stage.fault({ kind: "dark", region: stage.topology.regions.primary });
      if (stage.topology.database !== undefined) {
        // Nobody in the kit decides; the person who does is given no time to wake up.
        await stage.untilReadFrom("standby", PATIENCE_SECONDS);
        await stage.promote("standby");
      }
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
];

/** Those that a profile can have. */
export function scenariosOf({ database, compute }: Pick<Topology, "database" | "compute">): readonly Scenario[] {
  const has = { database: database !== undefined, instances: database !== undefined && compute.kind === "ec2-asg" };
  return scenarios.filter(({ needs }) => needs === undefined || has[needs]);
}
