import { readFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { join } from "node:path";
import type { WorkflowTemplate } from "@actions/workflow-parser";
import { repositoryRoot } from "@tandem/orchestrator";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCodes } from "./command.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands/index.ts";
import { Interruption } from "./interruption.ts";
import { runProgram } from "./program.ts";

// The parser imports its schema, which is JSON, without the attribute that Node asks for.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".min.json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import("@actions/workflow-parser");

let text: string;
beforeAll(async () => {
  text = await readFile(join(repositoryRoot, ".github/workflows/rollout.yml"), "utf8");
});

/** Reads a workflow as GitHub's own parser does; `errors` are what its editor would underline. */
async function parsed(content: string) {
  const { context, value } = parseWorkflow({ name: "rollout.yml", content }, new NoOperationTraceWriter());
  // A workflow that cannot be read at all has errors, and nothing else.
  const template = value === undefined ? undefined : await convertWorkflowTemplate(context, value);
  const jobs: WorkflowTemplate["jobs"] = template?.jobs ?? [];
  const steps = jobs.flatMap((job) => (job.type === "job" ? job.steps : []));
  const scripts = steps.flatMap((step) => ("run" in step ? [step.run.toString()] : []));
  return { errors: context.errors.getErrors().map(({ message }) => message), jobs, scripts };
}

/** Every `./tandem …` of scripts, as a shell would split it: up to a pipe or a redirection. */
function tandemLines(scripts: readonly string[]): readonly (readonly string[])[] {
  const calls = scripts.join("\n").matchAll(/\.\/tandem ([^|>;\n]*)/g);
  return [...calls].map(([, words = ""]) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => word.replaceAll('"', "")),
  );
}

/** The commands as they are, each doing nothing. */
const idle: readonly Command[] = commands.map((command) => ({
  ...command,
  load: async () => async () => exitCodes.ok,
}));

async function exitCodeOf(line: readonly string[]) {
  const said: string[] = [];
  const say = (words: string) => void said.push(words);
  const terminal = { out: say, err: say, live: false, interactive: false };
  const code = await runProgram(idle, line, { terminal, interruption: new Interruption(say, () => undefined) });
  return { line, code, said };
}

describe("the example of a workflow", () => {
  it("is one to GitHub's parser, its expressions too", async () => {
    const { errors, jobs } = await parsed(text);
    expect(errors).toEqual([]);
    expect(jobs.map(({ id }) => id.toString())).toEqual(["plan", "up", "pull-request"]);
  });

  it.each([
    [
      "an unknown key of a step",
      "        uses: actions/download-artifact@v4",
      "        use: actions/download-artifact@v4",
    ],
    ["a job that nobody defines", "    needs: plan", "    needs: plans"],
    ["an expression that does not parse", "${{ vars.PLAN_ROLE_ARN }}", "${{ vars.PLAN_ROLE_ARN( }}"],
    ["a context that does not exist", "${{ vars.PLAN_ROLE_ARN }}", "${{ variables.PLAN_ROLE_ARN }}"],
  ])("would not be one with %s", async (_, right, wrong) => {
    expect(text).toContain(right.trim());
    const { errors } = await parsed(text.replace(right.trim(), wrong.trim()));
    expect(errors).not.toEqual([]);
  });

  it("has no line that the command table refuses", async () => {
    const lines = tandemLines((await parsed(text)).scripts);
    expect(new Set(lines.map(([command]) => command))).toEqual(
      new Set(["graph", "test", "plan", "up", "drift", "init", "outputs", "down"]),
    );
    for (const line of lines) expect(await exitCodeOf(line)).toEqual({ line, code: exitCodes.ok, said: [] });
  });

  it("would be refused for an option that a command does not have", async () => {
    expect(await exitCodeOf(["up", "live", "--plans", "x"])).toMatchObject({ code: exitCodes.usage });
  });
});
