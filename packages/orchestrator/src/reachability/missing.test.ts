import { profiles, roles, topologyOf } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { declaredPaths, pathId } from "./declared-paths.ts";
import { functions, instances, outside, wrong } from "./testing/cases.ts";
import type { Case, Missing } from "./testing/cases.ts";
import { missingForFunctions } from "./testing/missing-for-functions.ts";
import { missingForInstances } from "./testing/missing-for-instances.ts";
import { missingOutside } from "./testing/missing-outside.ts";

interface Table {
  readonly name: string;
  readonly of: Case;
  readonly missing: readonly Missing[];
}

const onInstances: Table = { name: "instances", of: instances, missing: missingForInstances };
const withoutNat: Table = { name: "functions without NAT", of: functions, missing: missingForFunctions };
const inNoVpc: Table = { name: "functions in no VPC", of: outside, missing: missingOutside };

describe.each([onInstances, withoutNat, inNoVpc])(
  "of what is missing, finds exactly that, of $name:",
  ({ of, missing }) => {
    it.each<Missing>(missing)("%s", (_, change, expected, only) => {
      expect(wrong(of, change, only)).toEqual(expected);
    });
  },
);

/** The table whose region is made as the profile's are. */
function tableOf({ compute, network }: Topology): Table {
  if (compute.kind === "ec2-asg") return onInstances;
  return network?.tiers === "public" ? inNoVpc : withoutNat;
}

const networked = [...profiles.values()].filter(({ network }) => network !== undefined);

describe.each(networked)("of an environment of $name", ({ name }) => {
  const topology = topologyOf(rehearsalConfig(name));
  const { of, missing } = tableOf(topology);

  it.each(roles)("takes something away for each path that is declared of the %s region", (role) => {
    const taken = missing.filter(([, , , only = role]) => only === role);
    const failed = new Set(taken.flatMap(([, change]) => Object.keys(wrong({ ...of, topology }, change, role))));
    const declared = declaredPaths(topology, role).map((path) => `${role}-${pathId(path)}`);
    expect(declared.filter((id) => !failed.has(id))).toEqual([]);
  });
});
