import { stateItemKeys } from "@tandem/config/control";
import type { ControllerView } from "../failover/controller-state.ts";
import type { Scenario, Stage } from "./scenario.ts";

/**
 * How long a drill watches for an operation that must not come, in seconds: Route 53 takes up to 34 s to tell of a dead
 * endpoint, the controller three ticks of two seconds more, a heartbeat 30 s to be stale; and some to spare.
 */
const QUIET_SECONDS = 60;

/** At most how long an operation may take to be decided and done, in seconds, before the drill gives up waiting. */
const PATIENCE_SECONDS = 180;

const isSettledAt = (role: "primary" | "standby") => (state: ControllerView) =>
  state.active === role && state.operation === undefined;

async function loseThePrimary(stage: Stage): Promise<void> {
  await stage.fault({ kind: "dark", region: stage.topology.regions.primary });
  await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
  await stage.untilServedBy("standby", PATIENCE_SECONDS);
}

const quiet = { operations: [], active: "primary" } as const;

/** What an outage may take where nothing moves: a request's time-out and a retry. */
const BLINK_SECONDS = 10;

/** Every scenario, each in an environment whose primary is active and healthy before it. */
export const scenarios: readonly Scenario[] = [
  {
    id: "primary-dark",
    title: "the primary region goes dark",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60 },
    movesRoles: true,
    run: loseThePrimary,
  },
  {
    id: "api-dark",
    title: "the primary's API is dead, its data lives",
    expected: { operations: ["switchover"], active: "standby", outageSeconds: 90 },
    run: async (stage) => {
      const region = stage.topology.regions.primary;
      await stage.fault({ kind: "errors", region, service: "execute-api", status: 503 });
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
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
    expected: { ...quiet, outageSeconds: BLINK_SECONDS },
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
        await stage.fault({ kind: "errors", region, service: "execute-api", status: 503 });
        await stage.hold(8);
        await stage.fault();
        await stage.hold(8);
      }
    },
  },
  {
    id: "primary-back",
    title: "the primary comes back after a failover",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 60 },
    run: async (stage) => {
      await loseThePrimary(stage);
      await stage.fault();
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "controller-killed",
    title: "the primary goes dark, and the controller is killed at each of its decisions",
    expected: { operations: ["disaster"], active: "standby", outageSeconds: 150 },
    run: async (stage) => {
      await stage.fault({ kind: "dark", region: stage.topology.regions.primary });
      const steps = ["fence", "switch"];
      for (const step of steps) {
        await stage.until(`the step ${step}`, PATIENCE_SECONDS, ({ operation, active }) => {
          return operation?.step === step || active === "standby";
        });
        await stage.killController();
      }
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
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
  {
    id: "primary-slow",
    title: "the primary's API answers after three seconds",
    expected: { operations: ["switchover"], active: "standby", outageSeconds: 90 },
    run: async (stage) => {
      const region = stage.topology.regions.primary;
      await stage.fault({ kind: "latency", region, service: "execute-api", milliseconds: 3000 });
      await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
  {
    id: "standby-egress-cut",
    title: "nothing of the standby region reaches the outside",
    expected: { ...quiet, outageSeconds: BLINK_SECONDS },
    run: async (stage) => {
      await stage.fault({ kind: "egress", region: stage.topology.regions.standby });
      await stage.hold(QUIET_SECONDS);
    },
  },
  {
    id: "latch-lost",
    title: "the latch is lost after it was set",
    expected: { operations: ["disaster"], active: "standby", alarms: ["latch-lost"], outageSeconds: 60 },
    run: async (stage) => {
      await loseThePrimary(stage);
      await stage.fault();
      await stage.tamper({ ...stateItemKeys.latch, epoch: 1, set: false });
      await stage.until("the latch to be missed", 30, ({ alarms }) => alarms.includes("latch-lost"));
      await stage.until("the latch to be set again", 30, ({ alarms }) => !alarms.includes("latch-lost"));
      await stage.hold(30);
    },
  },
  {
    id: "planned",
    title: "a planned failover, and a failback",
    expected: { operations: ["planned-failover", "failback"], active: "primary", outageSeconds: 90 },
    movesRoles: true,
    run: async (stage) => {
      await stage.request("failover");
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.request("failback");
      await stage.untilServedBy("primary", PATIENCE_SECONDS);
    },
  },
  {
    id: "unprotected-loss",
    title: "the active region is lost after a failover",
    expected: { operations: ["planned-failover"], active: "standby", alarms: ["unprotected"], outageSeconds: 150 },
    run: async (stage) => {
      await stage.request("failover");
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
      await stage.fault({ kind: "dark", region: stage.topology.regions.standby });
      await stage.hold(QUIET_SECONDS);
      await stage.fault();
      await stage.untilServedBy("standby", PATIENCE_SECONDS);
    },
  },
];
