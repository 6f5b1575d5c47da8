import type { Role, Topology } from "@tandem/config";
import { environmentOf } from "@tandem/contracts/testing/environment";
import { regionOutputsOf } from "@tandem/contracts/testing/region-outputs";

/** What the standby publishes beside. */
export function control({ names, regions }: Topology) {
  return {
    controllerFunctionName: names.controller.function,
    stateTableName: names.controller.stateTable,
    latchUrl: `https://l1.lambda-url.${regions.standby}.on.aws/latch`,
    latchHealthCheckId: "latch-check",
  };
}

/** What the stacks above publish in an environment of a profile, in its regions or others, and how the harness names the run of each plane. */
export function planesOf(profile: string, regions?: Readonly<Record<Role, string>>) {
  const { topology, sharedOutputs, foundationOutputs } = environmentOf(profile, regions);
  const references = {
    "organization/tandem-shared/dev": sharedOutputs,
    "organization/tandem-global/dev-foundation": foundationOutputs,
    "organization/tandem-primary-region/dev": regionOutputsOf(topology, "primary", "aaaaaaaaaa"),
    "organization/tandem-standby-region/dev": {
      ...regionOutputsOf(topology, "standby", "bbbbbbbbbb"),
      ...control(topology),
    },
  };
  return {
    topology,
    references,
    planes: {
      foundation: {
        project: "tandem-global",
        stack: "dev-foundation",
        references,
        config: topology.database === undefined ? {} : { "tandem:databasePassword": "not-a-real-one" },
      },
      traffic: { project: "tandem-global", stack: "dev-traffic", references },
    },
  };
}
