import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { TandemError, repositoryRoot } from "@tandem/orchestrator";
import { execa } from "execa";
import { z } from "zod";

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  /** Times in milliseconds since 1970. */
  testResults: z.array(z.object({ name: z.string(), startTime: z.number(), endTime: z.number() })),
});

const CONFIG = "--config=vitest.workspace.ts";

/** What tells a test that it may take its time: the kill tests take more seeds then. */
const ALL = { TANDEM_TEST_ALL: "1" };

/** Leaves out the project that only `--all` runs. */
const NOT_SLOW = "--project=!slow";

export interface VitestOptions {
  /** Only this project. @default every project but the slow one */
  readonly project: string | undefined;
  /** The slow project too, and all that the others can do. */
  readonly all: boolean;
  /** Only test files whose path contains one of these; all when empty. */
  readonly files: readonly string[];
  readonly coverage: boolean;
  /** Where vitest writes: to the terminal, or to a file in place of what that held. */
  readonly output: "inherit" | { readonly file: string };
  readonly signal: AbortSignal;
}

const listSchema = z.array(z.object({ projectName: z.string() }));

/** The names of the test projects that have test files. */
export async function testProjects(signal: AbortSignal): Promise<readonly string[]> {
  const list = ["list", CONFIG, NOT_SLOW, "--filesOnly", "--json"];
  const { stdout } = await execa("vitest", list, { cwd: repositoryRoot, cancelSignal: signal });
  return [...new Set(listSchema.parse(JSON.parse(stdout)).map(({ projectName }) => projectName))].toSorted();
}

function selection(project: string | undefined, all: boolean): readonly string[] {
  if (project !== undefined) return [`--project=${project}`];
  return all ? [] : [NOT_SLOW];
}

/** How a run of tests ended. */
export interface TestCounts {
  readonly passed: number;
  /** A skipped test counts as failed: nothing here may be skipped. */
  readonly failed: number;
  /** Each file, the slowest first, relative to the repository. */
  readonly files: readonly { readonly file: string; readonly seconds: number }[];
}

/** Runs tests and counts them. @throws TandemError when it is stopped on request */
export async function runVitest({ project, all, files, coverage, output, signal }: VitestOptions): Promise<TestCounts> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-test-"));
  const file = join(folder, "result.json");
  try {
    const { exitCode, all: told } = await execa(
      "vitest",
      [
        "run",
        CONFIG,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${file}`,
        ...selection(project, all),
        ...(coverage ? ["--coverage"] : []),
        ...files,
      ],
      {
        cwd: repositoryRoot,
        env: all ? ALL : {},
        stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
        all: true,
        reject: false,
        cancelSignal: signal,
        gracefulCancel: false,
      },
    );
    if (output !== "inherit") await writeFile(output.file, told ?? "");
    if (signal.aborted) throw new TandemError("aborted", "the tests were stopped", { kind: "aborted" });
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) return { passed: 0, failed: 1, files: [] };
    const result = resultSchema.parse(JSON.parse(text));
    const failed = result.numFailedTests + result.numPendingTests;
    // A run can fail without a failed test: a file that does not load, an unhandled rejection.
    const counted = failed === 0 && exitCode !== 0 ? Math.max(1, result.numFailedTestSuites) : failed;
    const timed = result.testResults.map(({ name, startTime, endTime }) => ({
      file: relative(repositoryRoot, name),
      seconds: (endTime - startTime) / 1000,
    }));
    const slowestFirst = timed.toSorted((one, other) => other.seconds - one.seconds);
    return { passed: result.numPassedTests, failed: counted, files: slowestFirst };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
