import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { benchReportSchema, repositoryRoot } from "@tandem/orchestrator";
import { describe, expect, it, vi } from "vitest";
import { leftovers, processesOf, tandem } from "../tandem.ts";

const layers = ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"];

/** The environments that a benchmark named, each once. */
function environmentsIn(text: string): readonly string[] {
  return [...new Set(text.match(/rehearsal-[a-z]{6}/g))];
}

async function expectNothingLeft(environments: readonly string[]): Promise<void> {
  for (const environment of environments) {
    expect(await leftovers(environment)).toEqual([]);
    expect(await processesOf(environment)).toEqual([]);
  }
}

describe("tandem bench", () => {
  it("measures both ways on one emulator, and leaves nothing", async () => {
    const { exitCode, stdout, stderr } = await tandem("bench", "--rounds", "1", "--json");
    const report = benchReportSchema.parse(JSON.parse(stdout));
    // Whether budgets are kept is the machine's matter, and told by the exit code.
    expect(exitCode).toBe(report.ok ? 0 : 1);
    const [round] = report.rollout.rounds;
    expect(round?.tandem.layers.map(({ id }) => id)).toEqual(layers);
    expect(round?.loop.layers.map(({ id }) => id)).toEqual(layers);
    expect(round?.tandem.criticalPath.layers).toHaveLength(4);
    const added = (way: "tandem" | "loop") => round?.[way].layers.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(round?.tandem.seconds).toBeLessThan(added("tandem") ?? 0);
    expect(Math.abs((round?.loop.seconds ?? 0) - (added("loop") ?? 0))).toBeLessThan(0.1);
    expect(round?.unchanged.tandemSeconds).toBeLessThan(round?.unchanged.loopSeconds ?? 0);
    expect(round?.plan.layers.map(({ id }) => id)).toEqual(layers);
    expect(round?.plan.ratio).toBeGreaterThan(1);
    expect(report.synthetic.heap.map((look) => look.layers)).toEqual([50, 100, 150, 200]);
    expect(report.handler.cold.count).toBe(2);
    expect(report.handler.warm.count).toBe(100);
    expect(report.handler.warm.p50).toBeLessThan(report.handler.cold.p50);
    expect(report.handler.bundles.map(({ name }) => name)).toContain("transaction");
    expect(report.memory?.byCommand.map(({ command }) => command)).toEqual(
      expect.arrayContaining(["node", "pulumi"]) as string[],
    );
    const environments = environmentsIn(stderr);
    expect(environments).toHaveLength(4);
    await expectNothingLeft(environments);
  });

  it("stops on Ctrl-C in the middle of the loop, and leaves no process and no file", async () => {
    const run = tandem("bench", "--rounds", "1");
    let told = "";
    run.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
    // The loop has written this once its first layer is up; the second is on its way then.
    const home = () => /(rehearsal-[a-z]{6}) at http/.exec(told)?.[1] ?? "not told yet";
    const firstLayer = () => join(repositoryRoot, "reports", home(), "logs", "shared-loop.log");
    await vi.waitFor(() => access(firstLayer()), { timeout: 240_000, interval: 50 });
    const state = join(repositoryRoot, ".pulumi-state", "rehearsals", home(), "state", ".pulumi", "stacks");
    // The one before it is gone, and the backend keeps a copy of its last state.
    const stacks = (await readdir(join(state, "tandem-shared"))).filter((name) => name.endsWith(".json"));
    const environments = environmentsIn(stacks.join());
    expect(environments).toHaveLength(1);
    expect(await leftovers(environments[0])).not.toEqual([]);
    run.kill("SIGINT");
    const { exitCode, stderr } = await run;
    expect(stderr).toContain("error[aborted]: the benchmark was stopped");
    expect(exitCode).toBe(130);
    await expectNothingLeft([home(), ...environments]);
  });
});
