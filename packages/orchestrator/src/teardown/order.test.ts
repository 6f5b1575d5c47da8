import { primaryRegionContract, sharedContract, standbyRegionContract, trafficContract } from "@tandem/contracts";
import type { Contract, Layer } from "@tandem/contracts";
import { expect, it } from "vitest";
import { runLayers } from "../runner.ts";
import { teardownOrder } from "./order.ts";

const layer = (id: string, contract: Contract, ...dependsOn: string[]): Layer => ({
  id,
  contract,
  stackName: "dev",
  dependsOn,
});

/** A profile whose standby holds a member of the primary's database. */
const withDatabase = [
  layer("shared", sharedContract),
  layer("primary-region", primaryRegionContract, "shared"),
  layer("standby-region", standbyRegionContract, "shared", "primary-region"),
  layer("global/traffic", trafficContract, "shared", "primary-region", "standby-region"),
];
const without = withDatabase.map((each) => ({
  ...each,
  dependsOn: each.id === "standby-region" ? ["shared"] : each.dependsOn,
}));

async function destroyed(layers: readonly Layer[], active: "primary" | "standby" | undefined) {
  const began: string[] = [];
  const outcomes = await runLayers(teardownOrder(layers, active), async ({ id }) => void began.push(id), {
    direction: "reverse",
  });
  expect([...outcomes.values()].every(({ status }) => status === "done")).toBe(true);
  return began;
}

it("takes the standby's member first while the primary holds the writer, and where nobody can tell", async () => {
  const order = ["global/traffic", "standby-region", "primary-region", "shared"];
  expect(await destroyed(withDatabase, "primary")).toEqual(order);
  expect(await destroyed(withDatabase, undefined)).toEqual(order);
});

it("takes the primary's member first after a failover", async () => {
  expect(await destroyed(withDatabase, "standby")).toEqual([
    "global/traffic",
    "primary-region",
    "standby-region",
    "shared",
  ]);
});

it("takes both regions side by side where they share no database, whoever is active", () => {
  for (const active of ["primary", "standby", undefined] as const) expect(teardownOrder(without, active)).toBe(without);
});
