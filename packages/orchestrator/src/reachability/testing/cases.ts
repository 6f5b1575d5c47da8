import { expect } from "vitest";
import { roles } from "@tandem/config";
import type { Role } from "@tandem/config";
import type { ResourceValues } from "../../resources/values.ts";
import { checkReachability } from "../check-reachability.ts";
import type { ReachabilityTopology } from "../topology.ts";
import { functionRegion, instanceRegion, publicRegion } from "./region-resources.ts";

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

/** As transactions-us: functions without NAT. */
export const inFunctions: ReachabilityTopology = {
  regions,
  names: {
    primary: functionNames("primary"),
    standby: functionNames("standby"),
    controller: { function: "controller" },
  },
  compute: { kind: "lambda-alb" },
  network: {},
  database: {},
};

function functionNames(role: Role) {
  return {
    processor: `processor-${role}`,
    heartbeat: `heartbeat-${role}`,
    healthFunction: `health-${role}`,
    lagReader: `lag-reader-${role}`,
  };
}

/** As trading-serverless-us: functions in no VPC, which read parameters. */
const outsideVpc: ReachabilityTopology = {
  regions,
  names: {
    primary: { processor: "processor-primary", heartbeat: "heartbeat-primary" },
    standby: { processor: "processor-standby", heartbeat: "heartbeat-standby" },
    controller: { function: "controller" },
  },
  compute: { kind: "lambda-alb" },
  network: {},
  parameters: true,
};

/** An environment whose every path holds. */
export interface Case {
  readonly topology: ReachabilityTopology;
  readonly region: (topology: ReachabilityTopology, role: Role) => readonly ResourceValues[];
}

export const instances: Case = { topology: onInstances, region: instanceRegion };
export const functions: Case = { topology: inFunctions, region: functionRegion };
export const outside: Case = { topology: outsideVpc, region: publicRegion };

/** What is done to a region's resources. */
export type Change = (resources: readonly ResourceValues[]) => readonly ResourceValues[];

/** What is taken away of a region, how, and which checks fail of it and why. */
export type Missing = [
  what: string,
  change: Change,
  expected: Readonly<Record<string, string>>,
  /** Whose region alone can lack it. @default either's; the primary's is taken */
  only?: Role,
];

/** The checks of an environment, of which the region of a role was changed. */
export function check(
  { topology, region }: Case,
  change: Change = (resources) => resources,
  changed: Role = "primary",
) {
  return checkReachability(
    topology,
    new Map(
      roles.map((role) => {
        const resources = region(topology, role);
        return [`${role}-region`, role === changed ? change(resources) : resources];
      }),
    ),
  );
}

/** What is found wrong after a change of a role's region, by check, without the words that each begins with. */
export function wrong(which: Case, change: Change, role: Role = "primary") {
  const found = check(which, change, role).filter(({ ok }) => !ok);
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

export const controllerInVpc: Missing = [
  "a controller that is in no VPC",
  withProperties("controller", { vpcConfig: { subnetIds: ["public-a"] } }),
  { "standby-controller-outside": "function controller is in a VPC, and would be lost with what the VPC needs" },
  "standby",
];
