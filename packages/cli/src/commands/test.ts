import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TandemError, repositoryRoot } from "@tandem/orchestrator";
import { execa } from "execa";
import { z } from "zod";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
});

/** `tandem test`: vitest, then one line that counts. A skipped test counts as failed: nothing here may be skipped. */
export async function test({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-test-"));
  const file = join(folder, "result.json");
  try {
    const files = args.filter((name) => name !== undefined);
    const { exitCode } = await execa(
      "vitest",
      [
        "run",
        "--config=vitest.workspace.ts",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${file}`,
        ...(typeof options["project"] === "string" ? [`--project=${options["project"]}`] : []),
        ...(options["coverage"] === true ? ["--coverage"] : []),
        ...files,
      ],
      { cwd: repositoryRoot, stdio: "inherit", reject: false, cancelSignal: signal, gracefulCancel: false },
    );
    if (signal.aborted) throw new TandemError("aborted", "the tests were stopped", { kind: "aborted" });
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) {
      terminal.out("0 passed, 1 failed\n");
      return exitCodes.failed;
    }
    const result = resultSchema.parse(JSON.parse(text));
    const failed = result.numFailedTests + result.numPendingTests;
    // A run can fail without a failed test: a file that does not load, an unhandled rejection.
    const counted = failed === 0 && exitCode !== 0 ? Math.max(1, result.numFailedTestSuites) : failed;
    terminal.out(`${result.numPassedTests} passed, ${counted} failed\n`);
    return counted === 0 && result.numPassedTests > 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
