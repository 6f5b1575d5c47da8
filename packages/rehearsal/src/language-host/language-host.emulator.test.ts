import { spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { isRunning, waitUntil } from "../sandbox/process-group.ts";
import { standInFolder } from "./find.ts";

const fixture = fileURLToPath(new URL("fixture", import.meta.url));
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));

let root: string;
let program: string;
let env: Record<string, string>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-program-"));
  program = join(root, "program");
  await cp(fixture, program, { recursive: true });
  await symlink(packages, join(program, "node_modules"));
  const directory = join(root, "rehearsal");
  await prepareDirectory(directory);
  const endpoint = "http://127.0.0.1:9";
  env = rehearsalEnvironment({ endpoint, directory, pluginFolders: [standInFolder], base: process.env });
  await pulumi("stack", "init");
  await pulumi("config", "set", "greeting", "a b=c");
  await pulumi("config", "set", "--secret", "secret", "hidden");
});
afterAll(() => rm(root, { recursive: true }));

function pulumi(...args: readonly string[]) {
  const options = { cwd: program, env, extendEnv: false, reject: false } as const;
  return execa("pulumi", [...args, "--stack", "dev", "--non-interactive"], options);
}

test("an update runs the program with its configuration, and shows what it prints", async () => {
  const { stdout, exitCode } = await pulumi("up", "--yes", "--skip-preview");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("a line of the program");
  expect(stdout).not.toContain("hidden");
  const outputs = await pulumi("stack", "output", "--json", "--show-secrets");
  expect(JSON.parse(outputs.stdout)).toEqual({
    names: { organization: "organization", project: "tandem-language-host", stack: "dev" },
    greeting: "a b=c",
    secret: "hidden",
    dryRun: false,
  });
});

test("a preview tells the program so", async () => {
  await pulumi("config", "rm", "end");
  const { stdout, exitCode } = await pulumi("preview");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/dryRun\s*: (false => )?true/);
});

test("a program that fails is shown once, with its own stack", async () => {
  await pulumi("config", "set", "end", "throw");
  const { stdout, exitCode } = await pulumi("preview", "--suppress-progress");
  expect(exitCode).toBe(1);
  expect(stdout.match(/Error: the program fails/g)).toEqual(["Error: the program fails"]);
  expect(stripVTControlCharacters(stdout)).toMatch(/program\/index\.ts:\d+/);
});

test("a program that just ends is told by its exit code", async () => {
  await pulumi("config", "set", "end", "exit");
  const { stdout, exitCode } = await pulumi("preview");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("the program ended with exit code 7");
});

test.each(["SIGINT", "SIGKILL"] as const)("an engine that %s ends leaves no program behind", async (signal) => {
  await pulumi("config", "set", "end", "wait");
  const engine = spawn("pulumi", ["preview", "--stack", "dev", "--non-interactive"], { cwd: program, env });
  let waiting = 0;
  for await (const line of createInterface(engine.stdout)) {
    waiting = Number(/waiting as (?<pid>\d+)/.exec(line)?.groups?.["pid"] ?? 0);
    if (waiting > 0) break;
  }
  expect(await isRunning(waiting)).toBe(true);
  engine.kill(signal);
  expect(await waitUntil(10_000, async () => !(await isRunning(waiting)))).toBe(true);
});
