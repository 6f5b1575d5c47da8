import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { reportSchema, repositoryRoot } from "@tandem/orchestrator";
import { afterEach, describe, expect, it } from "vitest";
import { leftovers, processesOf, tandem } from "./tandem.ts";

const layers = ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"];

describe("tandem rehearse payments-us", () => {
  it("rolls out five layers, takes payments, previews clean, and leaves nothing", async () => {
    const { exitCode, stdout, stderr } = await tandem("rehearse", "payments-us", "--json");
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.mode).toMatchObject({ awsPlugin: "stand-in", emulator: "MiniStack 1.5.33", iamEnforced: true });
    expect(report.layers.map(({ id, status, secondPreviewChanges }) => [id, status, secondPreviewChanges])).toEqual(
      layers.map((id) => [id, "deployed", 0]),
    );
    expect(report.layers.every(({ resources }) => resources >= 5)).toBe(true);
    const ids = report.checks.map(({ id }) => id);
    expect(ids).toContain("primary-payment-arrives-in-standby");
    expect(ids).toContain("standby-payment-arrives-in-primary");
    expect(report.teardown.leftovers).toEqual([]);
    expect(report.teardown.pendingDeletion.map(({ type }) => type).toSorted()).toEqual([
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
    ]);
    const html = await readFile(join(repositoryRoot, "reports", report.environment, "report.html"), "utf8");
    expect(html).toContain("Every check holds");
    expect(stderr).toContain("ok Roll out > standby-region");
    expect(await leftovers()).toEqual([]);
    expect(await processesOf(report.environment)).toEqual([]);
  });
});

describe("tandem rehearse --keep, shell, --stop", () => {
  afterEach(async () => {
    await tandem("rehearse", "--stop");
  });

  it("keeps an environment that a stack owner works with, and removes it on request", async () => {
    const kept = await tandem("rehearse", "payments-us", "--keep", "--json");
    expect(kept.exitCode).toBe(0);
    const { environment } = reportSchema.parse(JSON.parse(kept.stdout));
    expect(kept.stderr).toContain(`tandem rehearse --stop ${environment}`);

    const inShell = (...command: string[]) => tandem("shell", environment, "--", ...command);
    const own = await inShell("sh", "-c", "env | grep -E '^(AWS|PULUMI)_'");
    expect(own.stdout).toMatch(/^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(own.stdout).not.toMatch(/real|production|AWS_REGION/);

    // The owner's plain `pulumi up` has nothing to do after the CLI's step: both make the same resources.
    const up = await inShell(
      "pulumi",
      "-C",
      "stacks/primary-region",
      "up",
      "--yes",
      "--skip-preview",
      "--non-interactive",
    );
    expect(up.stdout).toMatch(/Resources:\n\s+\d+ unchanged/);
    expect(up.exitCode).toBe(0);
    const unknown = await tandem("shell", "rehearsal-nobody");
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain(`up: ${environment}`);

    const stopped = await tandem("rehearse", "--stop", environment);
    expect(stopped.stderr).toBe(`${environment}: stopped and removed`);
    expect(await leftovers()).toEqual([]);
    expect(await processesOf(environment)).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  it("stops in the middle of a rollout and leaves no process and no file", async () => {
    const run = tandem("rehearse", "payments-us");
    let environment: string | undefined;
    for await (const line of run.iterable({ from: "stderr" })) {
      if (line.includes("Roll out > shared")) {
        [environment] = (await leftovers()).filter((name) => !name.includes("."));
        run.kill("SIGINT");
        break;
      }
    }
    const { exitCode, stderr } = await run;
    expect(stderr).toContain("error[aborted]");
    expect(exitCode).toBe(130);
    expect(await leftovers()).toEqual([]);
    expect(await processesOf(environment ?? "no environment was seen")).toEqual([]);
  });
});

describe("bad input", () => {
  it("names the profiles that exist, and starts nothing", async () => {
    const { exitCode, stderr } = await tandem("rehearse", "payments-uk");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('tandem:profile: "payments-uk" is not accepted; legal: payments-us');
    expect(stderr).toContain("fix: tandem rehearse payments-us");
  });
});
