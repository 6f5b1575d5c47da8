import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { findRunner, programCommand, programResult } from "./program.ts";
import type { ProgramRun } from "./program.ts";

const run: ProgramRun = {
  project: "tandem-shared",
  stack: "dev",
  organization: "organization",
  rootDirectory: "/work/stacks/shared",
  programDirectory: "/work/stacks/shared",
  entryPoint: "index.ts",
  arguments: [],
  monitorAddress: "127.0.0.1:1001",
  engineAddress: "127.0.0.1:1002",
  dryRun: false,
  parallel: 16,
  config: { "tandem:profile": "payments-us" },
  secretConfigKeys: ["tandem:password"],
};

test("an update runs the program with the engine's addresses and the stack's configuration", () => {
  expect(programCommand(run, "/sdk/cmd/run/index.js")).toEqual({
    arguments: [
      expect.stringMatching(/^--import=file:.*\/own-positions\.ts$/),
      "/sdk/cmd/run/index.js",
      "--monitor=127.0.0.1:1001",
      "--engine=127.0.0.1:1002",
      "--organization=organization",
      "--project=tandem-shared",
      "--root-directory=/work/stacks/shared",
      "--stack=dev",
      "--pwd=/work/stacks/shared",
      "--parallel=16",
      "index.ts",
    ],
    environment: {
      PULUMI_CONFIG: '{"tandem:profile":"payments-us"}',
      PULUMI_CONFIG_SECRET_KEYS: '["tandem:password"]',
    },
  });
});

test("a preview says so; the program's folder is the default entry; arguments come last", () => {
  const command = programCommand({ ...run, dryRun: true, entryPoint: "", arguments: ["a", "b"] }, "run.js");
  expect(command.arguments.slice(9)).toEqual(["--parallel=16", "--dry-run", ".", "a", "b"]);
});

test.each([
  [0, null, { error: "", bail: false }],
  [32, null, { error: "", bail: true }],
  [1, null, { error: "the program ended with exit code 1", bail: false }],
  [null, "SIGTERM", { error: "the program ended with signal SIGTERM", bail: false }],
] as const)("exit code %s and signal %s", (code, signal, result) => {
  expect(programResult(code, signal)).toEqual(result);
});

test("a program's stack traces stay as Node.js tells them, whatever its runner installs", async () => {
  const [preload] = programCommand(run, "runner.js").arguments;
  const script = `Error.prepareStackTrace = () => "mapped"; console.log(new Error("told").stack.split("\\n")[0]);`;
  const { stdout } = await execa(process.execPath, [preload ?? "", "--input-type=module", "-e", script]);
  expect(stdout).toBe("Error: told");
});

test("the runner is the one of the program's own SDK", () => {
  const sdk = fileURLToPath(new URL("../../node_modules/@pulumi/pulumi", import.meta.url));
  expect(findRunner(import.meta.dirname)).toBe(join(realpathSync(sdk), "cmd", "run", "index.js"));
});
