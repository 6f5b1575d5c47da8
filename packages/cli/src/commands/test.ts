import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { runVitest } from "../vitest.ts";

/** How many files are listed with their times, each of at least so many seconds. */
const LISTED = 15;
const SLOW_SECONDS = 5;

/** `tandem test`: vitest, then the slowest files, then one line that counts. */
export async function test({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const { passed, failed, files } = await runVitest({
    project: typeof options["project"] === "string" ? options["project"] : undefined,
    all: options["all"] === true,
    files: args.filter((name) => name !== undefined),
    coverage: options["coverage"] === true,
    output: "inherit",
    signal,
  });
  const slow = files.filter(({ seconds }) => seconds >= SLOW_SECONDS).slice(0, LISTED);
  const lines = slow.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${file}\n`);
  if (lines.length > 0) terminal.out(`slowest files\n${lines.join("")}`);
  terminal.out(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? exitCodes.ok : exitCodes.failed;
}
