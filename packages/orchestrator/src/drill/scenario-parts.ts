import type { Topology } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import type { Scenario, Stage } from "./scenario.ts";

/**
 * How long a drill watches for an operation that must not come, in seconds: Route 53 takes up to 34 s to tell of a dead
 * endpoint, the controller three ticks of two seconds more, a heartbeat 30 s to be stale; and some to spare.
 */
export const QUIET_SECONDS = 60;

/** At most how long an operation may take to be decided and done, in seconds, before the drill gives up waiting. */
export const PATIENCE_SECONDS = 180;

export const isSettledAt = (role: "primary" | "standby") => (state: ControllerView) =>
  state.active === role && state.operation === undefined;

export async function loseThePrimary(stage: Stage): Promise<void> {
  await stage.fault({ kind: "dark", region: stage.topology.regions.primary });
  await stage.until("the standby to be active", PATIENCE_SECONDS, isSettledAt("standby"));
  await stage.untilServedBy("standby", PATIENCE_SECONDS);
}

/** The service at the front of each region's API, as faults name it. */
export function frontOf({ compute }: Pick<Topology, "compute">): string {
  return compute.kind === "lambda-rest-api" ? "execute-api" : "elasticloadbalancing";
}

export const quiet = { operations: [], active: "primary" } as const;

/** What an outage may take where nothing moves: a request's time-out and a retry. */
export const BLINK_SECONDS = 10;

/** A planned failover and a failback. */
export const thereAndBack: Pick<Scenario, "expected" | "run"> = {
  expected: {
    operations: ["planned-failover", "failback"],
    active: "primary",
    outageSeconds: 60,
    readOutageSeconds: 60,
  },
  run: async (stage) => {
    await stage.request("failover");
    await stage.untilServedBy("standby", PATIENCE_SECONDS);
    await stage.request("failback");
    await stage.untilServedBy("primary", PATIENCE_SECONDS);
  },
};
