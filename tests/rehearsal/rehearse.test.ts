import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { reportSchema, repositoryRoot } from "@tandem/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leftovers, processesOf, tandem } from "../tandem.ts";
import { itHandsHeartbeatsOver } from "./heartbeat.ts";

const layers = ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"];

/** What each layer's program makes under mocks, in the order of `layers`. */
const inventories = [
  "shared/inventory.txt",
  "global/inventory.foundation.txt",
  "primary-region/inventory.txt",
  "standby-region/inventory.txt",
  "global/inventory.traffic.txt",
];

async function resourcesIn(inventory: string): Promise<number> {
  const lines = (await readFile(inventory, "utf8")).split("\n");
  return lines.filter((line) => line.startsWith("aws:")).length;
}

type Ended = Awaited<ReturnType<typeof tandem>>;
let full: Ended;
let kept: Ended;
let environment: string;

// Two rehearsals of one checkout at once: each has its own environment and ports, and both hold.
beforeAll(async () => {
  [full, kept] = await Promise.all([
    tandem("rehearse", "payments-us", "--json"),
    tandem("rehearse", "payments-us", "--keep", "--json"),
  ]);
  ({ environment } = reportSchema.parse(JSON.parse(kept.stdout)));
}, 300_000);
afterAll(async () => {
  if ((await leftovers(environment)).length > 0) await tandem("rehearse", "--stop", environment);
});

describe("tandem rehearse payments-us", () => {
  it("rolls out five layers, takes payments, previews clean, and leaves nothing", async () => {
    const { exitCode, stdout, stderr } = full;
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(report.mode).toMatchObject({ awsPlugin: "stand-in", emulator: "MiniStack 1.5.33", iamEnforced: true });
    expect(report.layers.map(({ id, status, secondPreviewChanges }) => [id, status, secondPreviewChanges])).toEqual(
      layers.map((id) => [id, "deployed", 0]),
    );
    const made = await Promise.all(inventories.map(async (file) => resourcesIn(join(repositoryRoot, "stacks", file))));
    expect(report.layers.map(({ resources }) => resources)).toEqual(made);
    const ids = report.checks.map(({ id }) => id);
    expect(ids).toContain("primary-payment-arrives-in-standby");
    expect(ids).toContain("standby-payment-refused");
    expect(report.teardown.leftovers).toEqual([]);
    expect(report.teardown.pendingDeletion.map(({ type }) => type).toSorted()).toEqual([
      "aws:kms/key:Key",
      "aws:kms/replicaKey:ReplicaKey",
    ]);
    const html = await readFile(join(repositoryRoot, "reports", report.environment, "report.html"), "utf8");
    expect(html).toContain("Every check holds");
    expect(stderr).toContain("ok Roll out > standby-region");
    expect(await leftovers(report.environment)).toEqual([]);
    expect(await processesOf(report.environment)).toEqual([]);
  });
});

describe("tandem rehearse --keep, shell, --stop", () => {
  it("tells how to use what it keeps, and how to stop it", () => {
    expect(reportSchema.parse(JSON.parse(kept.stdout)).checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(kept.exitCode).toBe(0);
    expect(kept.stderr).toContain(`stop it with: tandem rehearse --stop ${environment}`);
    expect(kept.stderr).toMatch(new RegExp(`kept: ${environment}, the emulator is at http://127\\.0\\.0\\.1:\\d+`));
  });

  it("keeps an environment that a stack owner works with", async () => {
    const inShell = (...command: string[]) => tandem("shell", environment, "--", ...command);
    const own = await inShell("sh", "-c", "env | grep -E '^(AWS|PULUMI)_'");
    expect(own.stdout).toMatch(/^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(own.stdout).not.toMatch(/real|production|AWS_REGION/);

    const outputs = await tandem("outputs", environment, "--json");
    expect(JSON.parse(outputs.stdout)).toMatchObject({
      primaryApiEndpoint: expect.stringMatching(
        /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod$/,
      ) as string,
      secondaryApiEndpoint: expect.stringMatching(
        /^https:\/\/\w+\.execute-api\.us-east-2\.amazonaws\.com\/prod$/,
      ) as string,
      failoverDnsName: `api.payment-${environment.replace("rehearsal-", "")}.test.local`,
      healthCheckId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      alarmArns: expect.arrayContaining(
        ["us-east-1", "us-east-2"].flatMap((region) =>
          ["function-errors", "ledger-putitem-errors", "documents-replication-latency"].map(
            (alarm) => expect.stringMatching(`^arn:aws:cloudwatch:${region}:000000000000:alarm:.*${alarm}`) as string,
          ),
        ),
      ) as string[],
    });

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
    expect(unknown.stderr).toContain(environment);
  });

  itHandsHeartbeatsOver(() => environment);

  it("is gone with all that it left when it is stopped", async () => {
    const stopped = await tandem("rehearse", "--stop", environment);
    expect(stopped.stderr).toBe(`${environment}: stopped and removed`);
    expect(await leftovers(environment)).toEqual([]);
    expect(await processesOf(environment)).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  it("stops in the middle of a rollout and leaves no process and no file", async () => {
    const run = tandem("rehearse", "payments-us");
    // Once: a second Ctrl-C means to leave without cleaning up.
    let stopped = false;
    run.stderr.on("data", (chunk: Buffer) => {
      if (!stopped && chunk.includes("Roll out > shared")) stopped = run.kill("SIGINT");
    });
    const { exitCode, stderr } = await run;
    expect(stderr).toContain("error[aborted]: the rehearsal was stopped");
    expect(exitCode).toBe(130);
    const stoppedOne = /rehearsal-[a-z]{6}/.exec(stderr)?.[0] ?? "the output names no environment";
    expect(await leftovers(stoppedOne)).toEqual([]);
    expect(await processesOf(stoppedOne)).toEqual([]);
  });
});

describe("bad input", () => {
  it("names the profiles that exist, and starts nothing", async () => {
    const { exitCode, stderr } = await tandem("rehearse", "payments-uk");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('tandem:profile: "payments-uk" is not accepted; legal: payments-us');
    expect(stderr).toContain("fix: tandem rehearse payments-us");
  });

  it("names the plugins that exist, and starts nothing", async () => {
    const { exitCode, stderr } = await tandem("rehearse", "payments-us", "--plugin", "offical");
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'error[plugin-unknown]: --plugin: "offical" is not accepted; legal: stand-in | official\n' +
        "fix: tandem rehearse payments-us --plugin stand-in",
    );
  });
});
