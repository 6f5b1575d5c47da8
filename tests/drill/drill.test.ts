import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { reportSchema, repositoryRoot } from "@tandem/orchestrator";
import type { DrillReport } from "@tandem/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itHoldsRolesToWhatTheyUse } from "../rehearsal/iam.ts";
import { itRaisesTheAlarmOfARegionalOutage } from "../rehearsal/outage-alarm.ts";
import { leftovers, tandem } from "../tandem.ts";
import { onlyThorough, thorough } from "../thorough.ts";

/** The last one leaves the standby active, so that nothing has to be failed back for the sake of another. */
const three = ["planned", "standby-dark", "primary-dark"];

let environment: string;
let drilled: Awaited<ReturnType<typeof tandem>>;
let report: DrillReport;

beforeAll(async () => {
  const kept = await tandem("rehearse", "payments-us", "--keep", "--json");
  ({ environment } = reportSchema.parse(JSON.parse(kept.stdout)));
  drilled = await tandem("drill", ...(thorough ? ["all"] : three), "--env", environment, "--json");
  report = JSON.parse(drilled.stdout) as DrillReport;
}, 3_000_000);
afterAll(async () => {
  if ((await leftovers(environment)).length > 0) await tandem("rehearse", "--stop", environment);
});

const scenarioOf = (id: string) => {
  const found = report.scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`${id} was not drilled: ${drilled.stderr}`);
  return found;
};

describe("tandem drill", () => {
  it("goes as expected", () => {
    expect(report.scenarios.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`))).toEqual([]);
    expect(drilled.exitCode).toBe(0);
  });

  it("has clients out for at most a minute when the primary goes dark, and loses nothing that has arrived", () => {
    const { outage, stores, milestones } = scenarioOf("primary-dark");
    expect(outage.seconds).toBeLessThanOrEqual(60);
    expect(stores.map(({ store }) => store)).toEqual(["transactions", "documents"]);
    expect(stores.map(({ acknowledged }) => acknowledged > 0)).toEqual([true, true]);
    expect(stores.flatMap(({ lost, duplicated }) => [...lost, ...duplicated])).toEqual([]);
    expect(milestones).toMatchObject({ decided: expect.any(Number) as number, switched: expect.any(Number) as number });
  });

  it("moves nothing when the standby goes dark, and clients hardly notice", () => {
    const { observed, outage } = scenarioOf("standby-dark");
    expect(observed).toMatchObject({ operations: [], active: "primary" });
    expect(outage.seconds).toBeLessThanOrEqual(10);
  });

  it("fails over and back by plan without a write that is lost, there twice, or back from a refusal", () => {
    const { observed, stores } = scenarioOf("planned");
    expect(observed.operations).toEqual(["planned-failover", "failback"]);
    expect(stores.flatMap(({ lost, duplicated, resurrected }) => [...lost, ...duplicated, ...resurrected])).toEqual([]);
  });

  it("tells both regions' topics of each step by plan, and the standby's alone when the primary is dark", () => {
    const { messages } = scenarioOf("planned");
    expect(messages.primary).toBeGreaterThanOrEqual(10);
    expect(messages.standby).toBe(messages.primary);
    const dark = scenarioOf("primary-dark").messages;
    expect(dark.standby).toBeGreaterThan(dark.primary);
  });

  itRaisesTheAlarmOfARegionalOutage(() => environment);

  it("leaves a page, and a section of the rehearsal's report", async () => {
    const folder = join(repositoryRoot, "reports", environment);
    expect(await readFile(join(folder, "drill.html"), "utf8")).toContain("Every scenario went as expected");
    const whole = reportSchema.parse(JSON.parse(await readFile(join(folder, "report.json"), "utf8")));
    expect(whole.drill?.scenarios).toHaveLength(report.scenarios.length);
  });

  it.for(onlyThorough)("gives the availability of a year", () => {
    expect(report.availability).toMatchObject({ meets: true, unmeasured: [] });
  });
});

describe("tandem watch", () => {
  it("says that nothing protects an environment after a failover", async () => {
    const { stdout } = await tandem("watch", environment, "--once");
    expect(stdout).toMatch(/standby is active, UNPROTECTED until failback/);
  });

  it("says so in tandem status as well", async () => {
    const { stdout } = await tandem("status", environment);
    expect(stdout).toMatch(/\(standby\) is active, UNPROTECTED until failback/);
  });

  it("keeps up and down away from the latch", async () => {
    const { exitCode, stderr } = await tandem("down", environment, "--yes");
    expect(stderr).toContain("error[latch-set]");
    expect(exitCode).toBe(1);
  });
});

describe("the roles of an environment that was drilled", () => {
  itHoldsRolesToWhatTheyUse(() => environment);
});

/** Last: it takes the controller away. */
describe.for(onlyThorough)("the reference settings", () => {
  it("leave clients out for at least two and a half times as long", { timeout: 900_000 }, async () => {
    const both = ["primary-dark", "primary-dark-reference"];
    const { stdout } = await tandem("drill", ...both, "--env", environment, "--json");
    const { scenarios, comparison } = JSON.parse(stdout) as DrillReport;
    expect(scenarios.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`))).toEqual([]);
    expect(scenarios.map(({ settings }) => settings)).toEqual([
      { checkIntervalSeconds: 10, failureThreshold: 3, ttlSeconds: 10, controller: true },
      { checkIntervalSeconds: 30, failureThreshold: 3, ttlSeconds: 60, controller: false },
    ]);
    expect(comparison?.ratio).toBeLessThanOrEqual(0.4);
  });
});
