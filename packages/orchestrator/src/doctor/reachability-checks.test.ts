import { profiles } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { layersOf } from "../environment-files.ts";
import { instances, without } from "../reachability/testing/cases.ts";
import { instanceRegion } from "../reachability/testing/region-resources.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { ResourceValues } from "../resources/values.ts";
import { checkDeployedPaths } from "./reachability-checks.ts";

const layers: readonly Layer[] = layersOf(rehearsalConfig([...profiles.keys()][0] ?? "")).filter(({ id }) =>
  id.endsWith("-region"),
);
const primary = instanceRegion("eu-central-1", "primary");
const standby = instanceRegion("eu-central-2", "standby");

function deployed(held: Readonly<Record<string, readonly ResourceValues[]>>): ResourceReader {
  return { resources: async ({ contract: { project } }) => held[project] };
}

describe("checkDeployedPaths", () => {
  it("says nothing of an environment without a VPC", async () => {
    const { network: _, ...bare } = instances.topology;
    expect(await checkDeployedPaths(deployed({}), bare, layers)).toEqual([]);
  });

  it("does not look at what is not deployed", async () => {
    expect(await checkDeployedPaths(deployed({ "primary-region": primary }), instances.topology, layers)).toEqual([
      { id: "reachability", status: "ok", detail: "not looked at: standby-region is not deployed" },
    ]);
  });

  it("counts the paths that hold, and names each that does not", async () => {
    const whole = deployed({ "primary-region": primary, "standby-region": standby });
    expect(await checkDeployedPaths(whole, instances.topology, layers)).toEqual([
      {
        id: "reachability",
        status: "ok",
        detail: "23 paths hold by deployed routes, security groups and endpoints; nothing was sent",
      },
    ]);
    const cut = deployed({ "primary-region": primary, "standby-region": without("database-in")(standby) });
    expect(await checkDeployedPaths(cut, instances.topology, layers)).toEqual([
      {
        id: "reachability",
        status: "failed",
        detail:
          "reachability-standby-instances-database: checked statically: " +
          "security group database-group lets no TCP 5432 in from instances of group",
      },
    ]);
  });
});
