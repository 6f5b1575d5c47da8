import { TandemError, profiles } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { layersOf } from "../environment-files.ts";
import { instances, without } from "../reachability/testing/cases.ts";
import { planned as planResourcesOf } from "../reachability/testing/planned.ts";
import { instanceRegion } from "../reachability/testing/region-resources.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { ResourceValues, ResourcesByLayer } from "../resources/values.ts";
import { UNKNOWN } from "../unknown.ts";
import { checkPaths } from "./reachability-checks.ts";

const layers: readonly Layer[] = layersOf(rehearsalConfig([...profiles.keys()][0] ?? "")).filter(({ id }) =>
  id.endsWith("-region"),
);
const primary = instanceRegion(instances.topology, "primary");
const standby = instanceRegion(instances.topology, "standby");

function deployed(held: Readonly<Record<string, readonly ResourceValues[]>>): ResourceReader {
  return { resources: async ({ contract: { project } }) => held[project] };
}

const found = (held: Readonly<Record<string, readonly ResourceValues[]>>, planned?: ResourcesByLayer) =>
  checkPaths(deployed(held), instances.topology, layers, async () => {
    if (planned === undefined) throw new Error("a preview failed");
    return planned;
  });
const planOf = (standbyRegion: readonly ResourceValues[]): ResourcesByLayer =>
  new Map([
    ["primary-region", planResourcesOf(primary, UNKNOWN)],
    ["standby-region", planResourcesOf(standbyRegion, UNKNOWN)],
  ]);
const cutOff =
  "reachability-standby-instances-database: checked statically: " +
  "security group database-group lets no TCP 5432 in from instances of group";

describe("checkPaths", () => {
  it("says nothing of an environment without a VPC, and plans none", async () => {
    const { network: _, ...bare } = instances.topology;
    const planned = async () => Promise.reject(new Error("planned"));
    expect(await checkPaths(deployed({}), bare, layers, planned)).toEqual([]);
  });

  it("counts the paths that hold where every layer is deployed, and names each that does not", async () => {
    expect(await found({ "primary-region": primary, "standby-region": standby })).toEqual([
      {
        id: "reachability",
        status: "ok",
        detail: "35 paths hold by deployed routes, security groups and endpoints; nothing was sent",
      },
    ]);
    expect(await found({ "primary-region": primary, "standby-region": without("database-in")(standby) })).toEqual([
      {
        id: "reachability",
        status: "failed",
        detail: `${cutOff} (by deployed routes, security groups and endpoints)`,
      },
    ]);
  });

  it("looks at what is planned where a layer is not deployed", async () => {
    expect(await found({ "primary-region": primary }, planOf(standby))).toEqual([
      {
        id: "reachability",
        status: "ok",
        detail: "35 paths hold by planned routes, security groups and endpoints; nothing was sent",
      },
    ]);
    expect(await found({}, planOf(without("database-in")(standby)))).toEqual([
      {
        id: "reachability",
        status: "failed",
        detail: `${cutOff} (by planned routes, security groups and endpoints)`,
      },
    ]);
  });

  it("warns where neither can be looked at", async () => {
    expect(await found({ "primary-region": primary })).toEqual([
      {
        id: "reachability",
        status: "warning",
        detail: "not looked at: standby-region not deployed, and not planned: a preview failed",
      },
    ]);
    const refused = async () =>
      Promise.reject(new TandemError("plan-refused", "live cannot be planned", { hint: "./tandem plan live" }));
    expect(await checkPaths(deployed({}), instances.topology, layers, refused)).toEqual([
      {
        id: "reachability",
        status: "warning",
        detail: "not looked at: primary-region, standby-region not deployed, and not planned: live cannot be planned",
        fix: "./tandem plan live",
      },
    ]);
  });
});
