import { reportSchema } from "@tandem/orchestrator";
import type { DrillReport } from "@tandem/orchestrator";
import { describe, expect, it } from "vitest";
import { leftovers, tandem } from "../tandem.ts";

/** A rollout, its checks and previews take three minutes, a drill of the primary five with its promotion and its previews. */
const timeout = 1_200_000;

/** `payments-us` is drilled in every run. */
describe.for([
  ["trading-serverless-us", 60],
  ["transactions-us", 120],
  ["trading-eu", 120],
] as const)("%s", ([profile, outageSeconds]) => {
  it("is rolled out and used, leaves a dark primary in time, and is taken down", { timeout }, async () => {
    const kept = await tandem("rehearse", profile, "--keep", "--json");
    const { ok, environment, checks } = reportSchema.parse(JSON.parse(kept.stdout));
    try {
      expect(checks.filter((check) => !check.ok)).toEqual([]);
      expect(ok).toBe(true);
      const drilled = await tandem("drill", "primary-dark", "--env", environment, "--json");
      const { scenarios } = JSON.parse(drilled.stdout) as DrillReport;
      expect(scenarios.flatMap(({ problems }) => problems)).toEqual([]);
      expect(scenarios.map(({ id, outage }) => [id, outage.seconds <= outageSeconds])).toEqual([
        ["primary-dark", true],
      ]);
      expect(drilled.exitCode).toBe(0);
    } finally {
      if ((await leftovers(environment)).length > 0) await tandem("rehearse", "--stop", environment);
    }
    expect(await leftovers(environment)).toEqual([]);
  });
});
