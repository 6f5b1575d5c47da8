import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import { layersOf } from "../environment-files.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { environmentCost } from "./environment-cost.ts";
import { costReportSchema } from "./report.ts";
import { topology, tradingEu } from "./testing/environment.ts";
import { idle } from "./usage.ts";

const layers: readonly Layer[] = layersOf(rehearsalConfig("payments-us")).filter(({ id }) => tradingEu.has(id));
const now = new Date("2026-11-27T12:00:00Z");
const request = {
  topology: { ...topology, environment: "live", profile: "trading-eu" },
  layers,
  usage: idle,
  now,
};

describe("environmentCost", () => {
  it("takes the states where every layer is deployed", async () => {
    const report = await environmentCost({
      ...request,
      reader: { resources: async ({ contract: { project } }) => tradingEu.get(project) },
      planned: () => Promise.reject(new Error("planned")),
    });
    expect(costReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      schemaVersion: 1,
      environment: "live",
      profile: "trading-eu",
      at: "2026-11-27T12:00:00.000Z",
      cost: { basis: "deployed", monthly: 1116.78 },
    });
  });

  it("takes a plan where a layer is not", async () => {
    const { cost } = await environmentCost({
      ...request,
      reader: {
        resources: async ({ contract: { project } }) =>
          project === "primary-region" ? tradingEu.get(project) : undefined,
      },
      planned: async () => tradingEu,
    });
    expect(cost).toMatchObject({ basis: "planned", monthly: 1116.78 });
  });
});
