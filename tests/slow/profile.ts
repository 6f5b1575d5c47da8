import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findKeptRehearsal, rehearsalConfig, reportSchema, repositoryRoot } from "@tandem/orchestrator";
import type { DrillReport } from "@tandem/orchestrator";
import { openProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itHoldsRolesToWhatTheyUse } from "../rehearsal/iam.ts";
import { itRaisesTheAlarmOfARegionalOutage } from "../rehearsal/outage-alarm.ts";
import { leftovers, processesOf, tandem } from "../tandem.ts";

/** A rollout, its checks and previews take three minutes, a scenario up to five with its promotion and its previews. */
const timeout = 1_800_000;

/** The longest that clients' writes may be out when the primary is lost, by the profiles' sheets, in seconds. */
const budgets = { "trading-serverless-us": 60, "transactions-us": 120, "trading-eu": 120 } as const;

export interface ProfileTests {
  readonly profile: keyof typeof budgets;
  /** The last one leaves the standby active; together they use every permission of every role. */
  readonly scenarios: readonly string[];
  /** How many stand in the primary and in the standby of what is billed for that, by kind. @default not looked at */
  readonly standing?: Readonly<Record<string, readonly [primary: number, standby: number]>>;
}

const problemsOf = ({ scenarios }: DrillReport) =>
  scenarios.flatMap(({ id, problems }) => problems.map((problem) => `${id}: ${problem}`));

/** Every file in these folders, at any depth. */
async function filesIn(...folders: readonly string[]): Promise<readonly string[]> {
  const entries = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })));
  return entries.flat().flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

/** The whole life of a profile's environment; `payments-us` lives it in every run. */
export function itWorksAsItsSheetSays({ profile, scenarios, standing }: ProfileTests): void {
  const withPassword = rehearsalConfig(profile).profile.database === undefined ? [] : [profile];
  const withSessions = rehearsalConfig(profile).profile.sessionsTable ? [profile] : [];
  describe(`an environment of ${profile}`, () => {
    let environment: string;
    let kept: Awaited<ReturnType<typeof tandem>>;
    beforeAll(async () => {
      kept = await tandem("rehearse", profile, "--keep", "--json");
      ({ environment } = reportSchema.parse(JSON.parse(kept.stdout)));
    }, timeout);
    afterAll(async () => {
      if ((await leftovers(environment)).length > 0) await tandem("rehearse", "--stop", environment);
    });

    /** The session that the rehearsal has kept, at a region's API; changed to these values, where some are given. */
    const session = async (endpoint: "primaryEndpoint" | "secondaryEndpoint", values?: Record<string, string>) => {
      const { call } = await openProvingGround(await findKeptRehearsal(repositoryRoot, environment));
      const outputs = JSON.parse((await tandem("outputs", environment, "--json")).stdout) as Record<string, string>;
      const url = `${outputs[endpoint]}/sessions/rehearsal-${environment.replace("rehearsal-", "")}-session`;
      const headers = { "content-type": "application/json" };
      const response = await call(
        url,
        values === undefined ? {} : { method: "PUT", headers, body: JSON.stringify(values) },
      );
      return await response.json();
    };

    it("is rolled out and used", () => {
      const { ok, checks } = reportSchema.parse(JSON.parse(kept.stdout));
      expect(checks.filter((check) => !check.ok)).toEqual([]);
      expect(ok).toBe(true);
    });

    it.for(standing === undefined ? [] : [standing])("has no more in its standby than takes over", (wanted) => {
      const { cost } = reportSchema.parse(JSON.parse(kept.stdout));
      const counts = cost?.standing.map(({ kind, primary, standby }) => [kind, [primary.count, standby.count]]);
      expect(Object.fromEntries(counts ?? [])).toEqual(wanted);
    });

    it.for(withPassword)(
      "of %s keeps the password of its database to itself, also in a saved plan",
      { timeout },
      async () => {
        const plan = await mkdtemp(join(tmpdir(), "tandem-plan-"));
        const planned = await tandem("plan", environment, "--save", plan);
        expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("nothing to change")]);
        const get = ["pulumi", "-C", "stacks/primary-region", "config", "get", "tandem:databasePassword"];
        const { stdout: password } = await tandem("shell", environment, "--", ...get, "--stack", environment);
        expect(password).toMatch(/^[\w-]{32}$/);
        // What is in the emulator's own folders comes and goes with functions and databases.
        const home = join(repositoryRoot, ".pulumi-state", "rehearsals", environment);
        const files = await filesIn(
          plan,
          join(repositoryRoot, "reports", environment),
          join(home, "state"),
          join(home, "pulumi-home"),
        );
        expect(files.length).toBeGreaterThan(10);
        const telling = await Promise.all(
          [...files, join(home, "emulator", "sandbox.log")].map(async (file) =>
            (await readFile(file)).includes(password) ? [file] : [],
          ),
        );
        expect(telling.flat()).toEqual([]);
        await rm(plan, { recursive: true });
      },
    );

    it("is failed over", { timeout }, async () => {
      const { stdout, exitCode } = await tandem("drill", ...scenarios, "--env", environment, "--json");
      const report = JSON.parse(stdout) as DrillReport;
      expect(problemsOf(report)).toEqual([]);
      expect(report.scenarios.at(-1)?.observed.active).toBe("standby");
      expect(exitCode).toBe(0);
    });

    itRaisesTheAlarmOfARegionalOutage(() => environment);

    it.for(withSessions)("of %s has its clients' sessions in the region that took over", async () => {
      expect(await session("secondaryEndpoint")).toMatchObject({ values: { step: "two" } });
      expect(await session("secondaryEndpoint", { step: "three" })).toMatchObject({ values: { step: "three" } });
    });

    it("is not taken down while it is failed over, and is failed back", { timeout }, async () => {
      const early = await tandem("down", environment, "--yes");
      expect([early.exitCode, early.stderr]).toEqual([1, expect.stringContaining("error[latch-set]")]);
      const back = await tandem("failback", environment, "--yes");
      expect([back.exitCode, back.stderr]).toEqual([0, expect.anything()]);
    });

    it.for(withSessions)("of %s has them as they were left when it is back", { timeout }, async () => {
      const patient = { timeout: 30_000, interval: 1000 };
      await expect.poll(() => session("primaryEndpoint"), patient).toMatchObject({ values: { step: "three" } });
    });

    describe("has roles of which", () => {
      itHoldsRolesToWhatTheyUse(() => environment);
    });

    it("is taken down, and nothing is left of it", { timeout }, async () => {
      const down = await tandem("down", environment, "--yes");
      expect([down.exitCode, down.stderr]).toEqual([0, expect.anything()]);
      // What the forced failover has lost of a database was kept, and goes with the rest.
      const swept = /swept: rds \S+:cluster-snapshot:kept-/.test(down.stderr);
      expect(swept).toBe(withPassword.length > 0);
      expect((await tandem("rehearse", "--stop", environment)).exitCode).toBe(0);
      expect(await leftovers(environment)).toEqual([]);
      expect(await processesOf(environment)).toEqual([]);
    });
  });

  it(
    `${profile} leaves a dark primary in its time, and long before the reference settings do`,
    { timeout },
    async () => {
      const both = ["primary-dark", "primary-dark-reference"];
      const { stdout, exitCode } = await tandem("drill", ...both, "--profile", profile, "--json");
      const report = JSON.parse(stdout) as DrillReport;
      expect(problemsOf(report)).toEqual([]);
      expect(report.scenarios[0]?.outage.seconds).toBeLessThanOrEqual(budgets[profile]);
      expect(report.scenarios[0]?.observed.alarms).toContain("regional-outage");
      expect(report.comparison?.ratio).toBeLessThanOrEqual(0.4);
      expect(exitCode).toBe(0);
      expect(await leftovers(report.environment)).toEqual([]);
    },
  );
}
