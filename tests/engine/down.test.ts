import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Layer } from "@tandem/contracts";
import {
  PulumiEngine,
  layersOf,
  recordRehearsal,
  rehearsalConfig,
  rehearsalsDirectory,
  removeRehearsal,
  replaceProcessEnvironment,
  repositoryRoot,
  writeEnvironmentFiles,
} from "@tandem/orchestrator";
import type { RolloutEvent } from "@tandem/orchestrator";
import { startProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { processesOf, tandem } from "../tandem.ts";

const config = rehearsalConfig("payments-us");
const { environment } = config;
const layers = layersOf(config);
const layer = (id: string): Layer => {
  const found = layers.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no layer ${id}`);
  return found;
};
const shared = layer("shared");
const foundation = layer("global/foundation");
const directory = join(rehearsalsDirectory(repositoryRoot), environment);
const own = { ...process.env } as Record<string, string>;
let ground: Awaited<ReturnType<typeof startProvingGround>>;
let engine: PulumiEngine;

beforeAll(async () => {
  await mkdir(join(directory, "logs"), { recursive: true });
  await recordRehearsal(directory, config);
  ground = await startProvingGround({ directory, id: environment });
  replaceProcessEnvironment(ground.environment);
  engine = new PulumiEngine({ root: repositoryRoot, environment: ground.environment, logs: join(directory, "logs") });
  await writeEnvironmentFiles(repositoryRoot, layers, config);
  await rollOut(shared, foundation);
});
afterAll(async () => {
  await ground.stop();
  replaceProcessEnvironment(own);
  await removeRehearsal(repositoryRoot, { directory, layers });
  await rm(join(repositoryRoot, "reports", environment), { recursive: true, force: true });
});

async function rollOut(...chosen: readonly Layer[]): Promise<void> {
  for (const each of chosen) {
    await engine.create(each);
    await engine.up(each, {});
  }
}

/** Runs `tandem down` with as many Ctrl-C as there are texts, each sent once its text is read. */
async function interrupted(...texts: readonly string[]) {
  const run = tandem("down", environment, "--yes", "--json");
  const waiting = [...texts];
  let read = "";
  const listen = (text: string): void => {
    read += text;
    const [next] = waiting;
    if (next === undefined || !read.includes(next)) return;
    waiting.shift();
    run.kill("SIGINT");
  };
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding("utf8").on("data", listen);
  const { exitCode, stdout, stderr } = await run;
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"type"'));
  const ended = lines
    .map((line) => JSON.parse(line) as RolloutEvent)
    .flatMap((event) => (event.type === "layer-ended" ? [[event.layer, event.status] as const] : []));
  return { exitCode, stderr, ended: Object.fromEntries(ended) };
}

const BEGUN = '"layer-step"';
const HEARD = "Ctrl-C again cancels them";

/** Pulumi's lock files of every stack. */
async function engineLocks(): Promise<readonly string[]> {
  const found = await readdir(join(directory, "state", ".pulumi", "locks"), { recursive: true }).catch(() => []);
  return found.filter((name) => name.endsWith(".json"));
}

const fileOf = (each: Layer) =>
  readFile(join(repositoryRoot, "stacks", each.contract.project, `Pulumi.${each.stackName}.yaml`), "utf8");

it("deletes nothing where nobody can be asked, and shows what it would delete", async () => {
  const { exitCode, stderr } = await tandem("down", environment);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${environment}: no region can be told to be active`);
  expect(stderr).toMatch(/global\/foundation: \d+ resources\n\s+aws:\S+ .*you lose .*\n/);
  expect(stderr).toContain("error[not-asked]");
});

it("refuses to delete protected data, and names it with the two steps", async () => {
  const cwd = join(repositoryRoot, "stacks", "global");
  const stack = ["--stack", foundation.stackName, "--yes"];
  const table = (await engine.checkpoint(foundation))?.resources.find(
    ({ type }) => type === "aws:dynamodb/table:Table",
  );
  const checkpoint = await engine.checkpoint(foundation);
  const urn = checkpoint?.resources.find(({ id }) => id === table?.id)?.urn ?? "";
  await execa("pulumi", ["state", "protect", urn, ...stack], { cwd });
  const { exitCode, stderr } = await tandem("down", environment, "--yes");
  await execa("pulumi", ["state", "unprotect", urn, ...stack], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`global/foundation: aws:dynamodb/table:Table ${table?.name ?? ""} (${table?.id ?? ""})`);
  expect(stderr).toContain("fix: in two steps: ");
  expect((await engine.checkpoint(foundation))?.resources).toHaveLength(checkpoint?.resources.length ?? 0);
});

it("finishes the layer that it is at after one Ctrl-C, and begins no other", async () => {
  const { exitCode, ended, stderr } = await interrupted(BEGUN);
  expect(ended).toMatchObject({ "global/foundation": "done", shared: "stopped" });
  expect(stderr).toContain("finishing the operations that run");
  expect(stderr).toContain("still running: global/foundation (destroy)");
  expect(exitCode).toBe(130);
  expect(await engine.checkpoint(shared)).not.toBe(undefined);
  expect(await engine.checkpoint(foundation)).toBe(undefined);
});

it("goes on after two Ctrl-C, which cancel and leave no lock and no process, though `shared` is gone", async () => {
  await rollOut(foundation);
  await engine.destroy(shared, {});
  const files = await Promise.all([shared, foundation].map(fileOf));
  const before = await processesOf(environment);
  const cut = await interrupted(BEGUN, HEARD);
  expect(cut.stderr).toContain("cancelling the operations that run");
  expect(cut.ended).toMatchObject({ shared: "unchanged", "global/foundation": "stopped" });
  expect(cut.exitCode).toBe(130);
  expect(await engineLocks()).toEqual([]);
  expect(await processesOf(environment)).toEqual(before);

  const { exitCode, stderr } = await tandem("down", environment, "--yes");
  expect(stderr).toMatch(/deleted \d+ resources? of 1 layer\nnothing is left of it, but for\n/);
  expect(stderr).toMatch(/aws:kms\/key:Key mrk-\S+ \(us-east-1\): pending deletion/);
  expect(exitCode).toBe(0);
  const left = await ground.inventory([config.regions.primary, config.regions.standby]);
  expect(left.filter(({ pendingDeletion }) => pendingDeletion === undefined)).toEqual([]);
  expect(await Promise.all([shared, foundation].map(fileOf))).toEqual(files);
});

it("has nothing to do where no layer exists", async () => {
  const { exitCode, stderr } = await tandem("down", environment, "--yes");
  expect(stderr).toContain(`${environment}: no layer of it exists`);
  expect(exitCode).toBe(0);
});
