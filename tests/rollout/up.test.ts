import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UNKNOWN, layerFolder, loadEnvironment, repositoryRoot, rollOut, thisRunner } from "@tandem/orchestrator";
import type { EnvironmentPlan } from "@tandem/orchestrator";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { changesDone, changesPlanned, printedPlan, printedReport } from "./cli-lines.ts";
import { hashes } from "./files.ts";
import { startGround } from "./ground.ts";
import type { Ground } from "./ground.ts";

let ground: Ground;
let plan: string;
let planned: EnvironmentPlan;
beforeAll(async () => {
  ground = await startGround();
  plan = await mkdtemp(join(tmpdir(), "tandem-plan-"));
});
afterAll(async () => {
  await ground.stop();
  await rm(plan, { recursive: true });
});

/** `tandem up` with these options, and how each layer ended. */
function up(...options: readonly string[]) {
  return ended(ground.tandem(["up", "--yes", "--json", ...options]));
}

/** The same by somebody at a terminal who gives this answer to the question before each layer that would change. */
function upAnswering(answer: "y" | "n", ...options: readonly string[]) {
  return ended(ground.tandem(["up", "--json", ...options], { question: "(y/N)", answer }));
}

async function ended(run: ReturnType<Ground["tandem"]>) {
  const { stdout, stderr, exitCode } = await run;
  const layers = printedReport(stdout).rollout?.layers ?? [];
  return { exitCode, stdout, stderr, statuses: layers.map(({ status }) => status), layers };
}

/** What is read here of a plan that the engine saved. */
interface EnginePlan {
  readonly resourcePlans: Readonly<
    Record<string, { readonly goal: { readonly inputDiff: { readonly adds?: Readonly<Record<string, unknown>> } } }>
  >;
}

const ANOTHER_OPERATOR = "arn:aws:iam::000000000000:user/another-operator";

/** Changes a layer's `Pulumi.<stack>.yaml`. */
async function edit(id: string, change: (text: string) => string): Promise<void> {
  const layer = ground.layer(id);
  const file = join(repositoryRoot, layerFolder(layer), `Pulumi.${layer.stackName}.yaml`);
  await writeFile(file, change(await readFile(file, "utf8")));
}

/** The stacks' files, and what else is in the owners' folders or selected there. */
async function folders(): Promise<{ readonly texts: readonly string[]; readonly others: readonly string[] }> {
  const { stdout } = await execa("git", ["status", "--porcelain", "--", "stacks"], { cwd: repositoryRoot });
  const files = ground.layers.map((layer) => join(layerFolder(layer), `Pulumi.${layer.stackName}.yaml`));
  const texts = await Promise.all(files.map((file) => readFile(join(repositoryRoot, file), "utf8")));
  const workspaces = join(ground.proving.environment["PULUMI_HOME"] ?? "", "workspaces");
  const selected = existsSync(workspaces) ? await readdir(workspaces) : [];
  return { texts, others: [stdout, ...selected] };
}

/** The settings in a stack's file. For a new stack the engine adds a salt, and drops comments and empty keys. */
function settings(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "" && !/^(#|config: \{\}|encryptionsalt: )/.test(line));
}

it("plans an environment that is not there without a trace, with unknowns only for what the cloud decides", async () => {
  // The CLI makes an unused folder a backend with whatever command comes first, also one that reads.
  expect(await ground.engine().outputs(ground.layer("shared"))).toBe(undefined);
  const seen = async () => ({ backend: await hashes(ground.backend), folders: await folders() });
  const before = await seen();
  const { exitCode, stdout } = await ground.tandem(["plan", "--save", plan, "--json"]);
  expect(exitCode).toBe(0);
  expect(await seen()).toEqual(before);
  planned = printedPlan(stdout);
  for (const layer of planned.layers) {
    expect(layer).toMatchObject({ status: "planned", isNew: true, callouts: [] });
    const outputs = layer.status === "planned" ? layer.outputs : [];
    expect(new Set(outputs.map(({ change }) => change))).toEqual(new Set(["new"]));
  }
  const { resourcePlans } = JSON.parse(await readFile(join(plan, "primary-region.json"), "utf8")) as EnginePlan;
  const urn = Object.keys(resourcePlans).find((each) => each.endsWith("aws:lambda/function:Function::service-ledger"));
  const { role, environment } = resourcePlans[urn ?? ""]?.goal.inputDiff.adds ?? {};
  // The role is one that shared makes; the table's name is known from the topology.
  expect(role).toBe(UNKNOWN);
  expect(JSON.stringify(environment)).toContain(ground.config.environmentSuffix);
});

it("does what was planned and no more, while a second rollout is told who does it", async () => {
  const before = await folders();
  const first = up("--plan", plan);
  const lock = `${ground.config.environment}/rollout-lock.json`;
  await expect.poll(() => ground.store.read(lock), { timeout: 20_000 }).toMatchObject({ text: expect.any(String) });
  const [second, unlock] = await Promise.all([ground.tandem(["up", "--yes"]), ground.tandem(["unlock", "--yes"])]);
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toMatch(
    /error\[rollout-locked\]: \S+ is being changed: tandem up of \S+ on \S+, process \d+, since 2/,
  );
  expect(unlock.stderr).toMatch(/error\[holder-runs\]: process \d+ runs here, .*\nfix: wait for it, or: kill -INT \d+/);
  const done = await first;
  expect(done).toMatchObject({ exitCode: 0, statuses: ["done", "done", "done", "done", "done"] });
  expect(changesDone(done.stdout)).toEqual(changesPlanned(planned));
  expect(await ground.store.read(lock)).toBe(undefined);
  const { texts, others } = await folders();
  expect(others).toEqual(before.others);
  expect(texts.map(settings)).toEqual(before.texts.map(settings));
  for (const [index, layer] of ground.layers.entries()) {
    const { resources = [], outputs = {} } = (await ground.engine().checkpoint(layer)) ?? {};
    const plannedLayer = planned.layers[index];
    if (plannedLayer?.status !== "planned") throw new Error(`${layer.id} was not planned`);
    const urns = plannedLayer.changes.map(({ urn }) => urn);
    expect(urns).toEqual(expect.arrayContaining(resources.map(({ urn }) => urn)));
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(plannedLayer.outputs.map(({ key }) => key)));
    expect(JSON.stringify(outputs)).not.toContain(UNKNOWN);
  }
});

it("removes another machine's lock only for who types that machine's name", async () => {
  const holder = { command: "up", username: "ann", hostname: "ci-7", pid: 42, takenAt: new Date().toISOString() };
  const lock = `${ground.config.environment}/rollout-lock.json`;
  await ground.store.write(lock, JSON.stringify({ schemaVersion: 1, id: "a-lock", ...holder }), undefined);
  const unlock = (answer: string) => ground.tandem(["unlock"], { question: "once its process is gone", answer });
  const wrong = await unlock("ci-8");
  expect([wrong.exitCode, wrong.stderr]).toEqual([130, expect.stringContaining("the lock stays")]);
  expect(await ground.store.read(lock)).toMatchObject({ text: expect.stringContaining("a-lock") as string });
  const right = await unlock("ci-7");
  expect([right.exitCode, right.stderr]).toEqual([0, expect.stringContaining("tandem up of ann on ci-7, process 42")]);
  expect(await ground.store.read(lock)).toBe(undefined);
});

it("skips every layer when nothing changed, and writes nothing into the owners' folders", async () => {
  const before = await folders();
  const { exitCode, layers } = await up();
  expect(exitCode).toBe(0);
  expect(layers.map(({ status, reason }) => [status, reason])).toEqual(
    layers.map(() => ["unchanged", "nothing changed since its last update"]),
  );
  expect(await folders()).toEqual(before);
  const gates = await ground.tandem(["gate"]);
  expect(gates.exitCode).toBe(0);
  expect(gates.stdout.match(/^ok (primary|standby)-region: .*; ready after/gm)).toHaveLength(2);
});

it("reads from a state's file what the engine exports", async () => {
  const { contract, stackName } = ground.layer("standby-region");
  const { environment } = ground.proving;
  const folder = join(repositoryRoot, layerFolder({ contract }));
  const command = ["stack", "export", "--stack", stackName];
  const { stdout } = await execa("pulumi", command, { cwd: folder, env: environment, extendEnv: false });
  const stacks = join(fileURLToPath(environment["PULUMI_BACKEND_URL"] ?? ""), ".pulumi", "stacks");
  const text = await readFile(join(stacks, `tandem-${contract.project}`, `${stackName}.json`), "utf8");
  const { version, checkpoint } = JSON.parse(text) as { version: number; checkpoint: { latest: unknown } };
  expect(JSON.parse(stdout)).toEqual({ version, deployment: checkpoint.latest });
});

it("asks before a layer that would change, and carries a change in shared to the layers that read it", async () => {
  await edit("shared", (text) => text.replace(/operatorArn: .*/, `operatorArn: ${ANOTHER_OPERATOR}`));
  const outdated = await up("--plan", plan);
  expect(outdated.exitCode).toBe(1);
  expect(outdated.layers[0]?.reason).toContain(`shared is not what the plan in ${plan} was made from`);
  const declined = await upAnswering("n");
  expect(declined.stderr).toMatch(/~ {2}aws:iam\/role:Role recovery {2}assumeRolePolicy\r?\n {2}\d+ unchanged/);
  expect(declined).toMatchObject({ exitCode: 130, statuses: ["stopped", "blocked", "blocked", "blocked", "blocked"] });
  expect(changesDone(declined.stdout)).toEqual({});
  const accepted = await upAnswering("y", "--layer", "shared");
  expect(accepted).toMatchObject({ exitCode: 0, statuses: ["done"] });
  expect(changesDone(accepted.stdout)).toEqual({ shared: ["update aws:iam/role:Role recovery"] });
  expect(accepted.layers[0]).toMatchObject({ reason: "its Pulumi.yaml or Pulumi.<stack>.yaml changed" });
  const rippled = await up();
  expect(rippled.statuses).toEqual(["unchanged", "done", "done", "done", "done"]);
  for (const { reason } of rippled.layers.slice(1)) expect(reason).toBe("it reads shared.topology, changed since");
  // Who may take the recovery role is one role's matter.
  expect(changesDone(rippled.stdout)).toEqual({});
});

it("carries a change of one region's file no further", async () => {
  await edit("standby-region", (text) => `${text}# another comment\n`);
  const { statuses } = await up();
  expect(statuses).toEqual(["unchanged", "unchanged", "unchanged", "done", "unchanged"]);
});

it("starts nothing behind a layer that breaks its contract", async () => {
  const { environment } = ground.config;
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const stricter = layers.map((layer) =>
    layer.id === "global/foundation" ? { ...layer, contract: { ...layer.contract, version: 2 } } : layer,
  );
  const never = new AbortController().signal;
  const report = await rollOut({
    root: repositoryRoot,
    environment,
    layers: stricter,
    selection: {},
    engine: ground.engine(),
    store: ground.store,
    runner: thisRunner("up"),
    versions: { pulumi: "another" },
    call: ground.proving.call,
    checkerReports: ground.proving.checkerReports,
    recover: async () => undefined,
    emit: () => undefined,
    logOf: ({ id }) => id,
    stop: never,
    signal: never,
  });
  expect(report.rollout?.layers.map(({ status }) => status)).toEqual([
    "done",
    "failed",
    "blocked",
    "blocked",
    "blocked",
  ]);
  expect(report.rollout?.layers[1]?.reason).toContain("contractVersion: 1, expected 2");
});
