import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { layerFolder, readPlan, repositoryRoot } from "@tandem/orchestrator";
import type { EnvironmentStatus } from "@tandem/orchestrator";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesDone, changesPlanned, printedPlan, printedReport } from "../rollout/cli-lines.ts";
import { hashes } from "../rollout/files.ts";
import { onlyThorough } from "../thorough.ts";
import { startGround } from "../rollout/ground.ts";
import type { Ground } from "../rollout/ground.ts";
import { plantSecret } from "../rollout/secrets.ts";

/** What must not be found anywhere in clear. */
const hidden = "a-secret-that-nobody-may-read";
const ANOTHER_OPERATOR = "arn:aws:iam::000000000000:user/another-operator";
const KEY = { type: "aws:kms/key:Key", name: "data-key-primary", property: "description" } as const;
let ground: Ground;
let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "tandem-owners-"));
  // Whatever the CLI leaves behind is found here.
  process.env["TMPDIR"] = temporary;
  ground = await startGround();
});
afterAll(async () => {
  await ground.stop();
  await rm(temporary, { recursive: true });
});

/** A stack's owner, in its folder. */
const owner = (id: string) => ({
  cwd: join(repositoryRoot, layerFolder(ground.layer(id))),
  stack: ground.layer(id).stackName,
  env: ground.proving.environment,
});

/** Runs `pulumi` on the stack that is selected in a layer's folder, and on no other. */
async function pulumi(id: string, ...args: readonly string[]): Promise<string> {
  const { cwd, env } = owner(id);
  const { stdout } = await execa("pulumi", args, { cwd, env, extendEnv: false });
  return stdout;
}

const apply = (id: string, ...more: readonly string[]) => pulumi(id, "up", "--yes", "--skip-preview", ...more);

/** Everything that `tandem` printed. */
const printed: string[] = [];

/** Runs `tandem` on the environment, which has to end with this code. */
async function tandem(expected: number, ...args: Parameters<Ground["tandem"]>[0]) {
  const { stdout, stderr, exitCode } = await ground.tandem(args);
  printed.push(stdout, stderr);
  if (exitCode !== expected) throw new Error(`tandem ${args.join(" ")} ended with ${exitCode}\n${stdout}\n${stderr}`);
  return { stdout, stderr };
}

async function status(): Promise<EnvironmentStatus> {
  const { stdout } = await tandem(0, "status", "--json");
  return JSON.parse(stdout) as EnvironmentStatus;
}

const stale = ({ layers }: EnvironmentStatus) =>
  Object.fromEntries(layers.flatMap((layer) => (layer.stale.length === 0 ? [] : [[layer.id, layer.stale]])));

/** How each layer of an `up --json` ended. */
const statuses = (stdout: string) => printedReport(stdout).rollout?.layers.map((layer) => layer.status);

/** What the owners have: the stacks' files, and the stack that is selected in each folder. */
async function owned() {
  const projects = ["shared", "primary-region", "standby-region", "global/traffic"];
  const selected = await Promise.all(projects.map((id) => pulumi(id, "stack", "--show-name")));
  const file = (id: string) => join(owner(id).cwd, `Pulumi.${owner(id).stack}.yaml`);
  return { selected, files: await Promise.all(ground.layers.map(({ id }) => readFile(file(id), "utf8"))) };
}

describe("stacks that their owners update, each in its folder", () => {
  it("are all current in `status`, before tandem has rolled anything out", async () => {
    const make = async (id: string) => {
      await pulumi(id, "stack", "select", "--create", owner(id).stack);
      await apply(id);
    };
    await make("shared");
    await make("global/foundation");
    await Promise.all(["primary-region", "standby-region"].map(make));
    await make("global/traffic");
    const seen = await status();
    expect(seen.layers.map(({ id, state, pending, lastRun }) => ({ id, state, pending, lastRun }))).toEqual(
      ground.layers.map(({ id }) => ({ id, state: "up", pending: [], lastRun: null })),
    );
    expect(stale(seen)).toEqual({});
  });

  it("are what `tandem up` would have made of them", async () => {
    const before = await owned();
    const { stdout } = await tandem(0, "up", "--yes", "--json");
    expect(statuses(stdout)).toEqual(["done", "done", "done", "done", "done"]);
    expect(changesDone(stdout)).toEqual({});
    expect(await owned()).toEqual(before);
  });

  it("make exactly those stale that read what they change", async () => {
    const { resources = [] } = (await ground.engine().checkpoint(ground.layer("primary-region"))) ?? {};
    const api = resources.find(({ type }) => type === "aws:apigateway/restApi:RestApi");
    await apply("primary-region", "--replace", api?.urn ?? "");
    const keys = ["apiEndpoint", "apiHostname", "apiId", "trafficHostname"];
    expect(stale(await status())).toEqual({ "global/traffic": keys.map((key) => `upstream:primary-region.${key}`) });
  });

  it("have `up` update just these, and find their own selected as before", async () => {
    const before = await owned();
    const { stdout } = await tandem(0, "up", "--yes", "--json");
    expect(statuses(stdout)).toEqual(["unchanged", "unchanged", "done", "unchanged", "done"]);
    expect(Object.keys(changesDone(stdout))).toEqual(["global/traffic"]);
    expect(stale(await status())).toEqual({});
    expect(await owned()).toEqual(before);
  });
});

describe("a saved plan, with a secret in a resource's property, in a component and in the configuration", () => {
  const saved = () => join(temporary, "plan");

  it("has the change of the property, and leaves the backend as it is", async () => {
    await plantSecret(owner("shared"), { ...KEY, text: hidden });
    const before = await hashes(ground.backend);
    const { stdout } = await tandem(0, "plan", "--save", saved(), "--json");
    expect(changesPlanned(printedPlan(stdout))).toEqual({ shared: [`update ${KEY.type} ${KEY.name}`] });
    expect(await hashes(ground.backend)).toEqual(before);
  });

  it("is refused with every problem where it is another environment's, or files are missing", async () => {
    const broken = join(temporary, "broken");
    await cp(saved(), broken, { recursive: true });
    const text = await readFile(join(broken, "plan.json"), "utf8");
    const { environment } = ground.config;
    await writeFile(
      join(broken, "plan.json"),
      text.replace(`"environment": "${environment}"`, `"environment": "prod"`),
    );
    await rm(join(broken, "shared.json"));
    await writeFile(join(broken, "primary-region.json"), "{}\n");
    const { stderr } = await tandem(2, "up", "--plan", broken, "--yes");
    expect(stderr).toContain(`it is of prod, not of ${environment}`);
    expect(stderr).toContain("shared.json is missing");
    expect(stderr).toContain("primary-region.json is not the one that was saved for primary-region");
  });

  it("is refused where a layer would do more; nothing of it is done, and nothing behind it is begun", async () => {
    const before = await ground.engine().checkpoint(ground.layer("shared"));
    await pulumi("shared", "config", "set", "tandem:operatorArn", ANOTHER_OPERATOR);
    const { stdout } = await tandem(1, "up", "--plan", saved(), "--yes", "--json");
    expect(statuses(stdout)).toEqual(["failed", "blocked", "blocked", "blocked", "blocked"]);
    expect(printedReport(stdout).rollout?.layers[0]?.reason).toMatch(
      /shared is not what the plan in .*\n {2}aws:iam\/role:Role recovery: update of assumeRolePolicy is not in the plan/,
    );
    expect(changesDone(stdout)).toEqual({});
    expect(await ground.engine().checkpoint(ground.layer("shared"))).toEqual(before);
  });

  it("is carried out to the letter where nothing changed", async () => {
    await pulumi("shared", "config", "set", "tandem:operatorArn", ground.config.operatorArn ?? "");
    const { stdout } = await tandem(0, "up", "--plan", saved(), "--yes", "--json");
    expect(changesDone(stdout)).toEqual({ shared: [`update ${KEY.type} ${KEY.name}`] });
  });

  it("is held by the engine too, which tells no value", async () => {
    const shared = ground.layer("shared");
    const plan = join(temporary, "engine.json");
    await ground.engine().preview(shared, { plan });
    await pulumi("shared", "config", "set", "tandem:operatorArn", ANOTHER_OPERATOR);
    const violated = ground.engine().up(shared, { plan });
    await expect(violated).rejects.toMatchObject({
      code: "plan-violated",
      message: expect.stringContaining("aws:iam/role:Role recovery: assumeRolePolicy differs from the plan") as string,
    });
    await expect(violated).rejects.toMatchObject({ message: expect.not.stringContaining(ANOTHER_OPERATOR) as string });
    await pulumi("shared", "config", "set", "tandem:operatorArn", ground.config.operatorArn ?? "");
  });

  it("shows the secret nowhere: in no output, log, report, plan, state or ledger", async () => {
    await tandem(0, "status");
    await tandem(0, "drift");
    await tandem(0, "outputs", "--all");
    const reports = join(repositoryRoot, "reports", ground.config.environment);
    // The owner's file has it encrypted.
    const file = join(owner("shared").cwd, `Pulumi.${owner("shared").stack}.yaml`);
    expect(await readFile(file, "utf8")).toContain("secure:");
    const found = await execa("grep", ["-rlaF", hidden, ground.directory, reports, temporary, file], { reject: false });
    expect([found.stdout, found.exitCode]).toEqual(["", 1]);
    expect(printed.join("\n")).not.toContain(hidden);
  });

  it.for(onlyThorough)("is refused in the making where it would replace what is pinned", async () => {
    await pulumi("shared", "config", "set", "tandem:environmentSuffix", "other");
    const refused = join(temporary, "refused");
    const { stdout } = await tandem(1, "plan", "--save", refused);
    await pulumi("shared", "config", "set", "tandem:environmentSuffix", ground.config.environmentSuffix);
    expect(stdout).toContain("this plan is refused\n");
    expect(stdout).toMatch(/global\/foundation: would replace .*, which is pinned by workloadTableName/);
    await expect(readPlan(refused, ground.config.environment, ground.layers)).rejects.toThrow("plan.json is missing");
  });
});

describe("a region whose function is broken", () => {
  it("shuts its gate, and no other", async () => {
    const { outputs } = (await ground.engine().checkpoint(ground.layer("primary-region"))) ?? {};
    const lambda = new LambdaClient({
      endpoint: ground.proving.endpoint,
      region: ground.config.regions.primary,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const FunctionName = String(outputs?.["processorFunctionName"]);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: {} } }));
    const { stdout } = await tandem(1, "gate");
    expect(stdout).toMatch(
      /^x {2}primary-region: primary-region is not ready after \d+ s: https:\S+\/ready answered 5\d\d /m,
    );
    expect(stdout.match(/^ok /gm)).toHaveLength(4);
  });
});
