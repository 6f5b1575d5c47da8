import { expect } from "vitest";
import type { ResourceValues } from "../../resources/values.ts";
import { checkReachability } from "../check-reachability.ts";
import type { ReachabilityTopology } from "../topology.ts";
import { functionRegion, instanceRegion } from "./region-resources.ts";

const regions = { primary: "eu-central-1", standby: "eu-central-2" } as const;

/** As trading-eu. */
const onInstances: ReachabilityTopology = {
  regions,
  names: {
    primary: { heartbeat: "heartbeat-primary", lagReader: "lag-reader-primary" },
    standby: { heartbeat: "heartbeat-standby", lagReader: "lag-reader-standby" },
    controller: { function: "controller" },
  },
  compute: { kind: "ec2-asg", port: 8080 },
  network: {},
  database: {},
};

/** Functions without NAT in both regions. */
export const inFunctions: ReachabilityTopology = {
  regions,
  names: {
    primary: { processor: "processor-primary", heartbeat: "heartbeat-primary", healthFunction: "health-primary" },
    standby: { processor: "processor-standby", heartbeat: "heartbeat-standby", healthFunction: "health-standby" },
    controller: { function: "controller" },
  },
  compute: { kind: "lambda-alb" },
  network: {},
  database: {},
};

export interface Case {
  readonly topology: ReachabilityTopology;
  readonly region: (region: "eu-central-1" | "eu-central-2", role: string) => readonly ResourceValues[];
}

export const instances: Case = { topology: onInstances, region: instanceRegion };
export const functions: Case = { topology: inFunctions, region: functionRegion };

/** What is done to a region's resources. */
export type Change = (resources: readonly ResourceValues[]) => readonly ResourceValues[];

/** The checks of an environment, whose primary region was changed. */
export function check({ topology, region }: Case, change: Change = (resources) => resources) {
  return checkReachability(
    topology,
    new Map([
      ["primary-region", change(region("eu-central-1", "primary"))],
      ["standby-region", region("eu-central-2", "standby")],
    ]),
  );
}

/** What is found wrong after a change of the primary region, by check, without the words that each begins with. */
export function wrong(which: Case, change: Change) {
  const found = check(which, change).filter(({ ok }) => !ok);
  return Object.fromEntries(
    found.map(({ id, detail }) => [id.replace("reachability-", ""), detail.replace("checked statically: ", "")]),
  );
}

/** The resources but this one. */
export const without =
  (name: string): Change =>
  (all) => {
    expect(all.some((each) => each.name === name)).toBe(true);
    return all.filter((each) => each.name !== name);
  };
/** The resources, one of which has these properties. */
export const withProperties =
  (name: string, properties: object): Change =>
  (all) => {
    expect(all.some((each) => each.name === name)).toBe(true);
    return all.map((each) =>
      each.name === name ? { ...each, properties: { ...each.properties, ...properties } } : each,
    );
  };
