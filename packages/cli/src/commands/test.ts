import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { runVitest } from "../vitest.ts";

/** `tandem test`: vitest, then one line that counts. */
export async function test({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const { passed, failed } = await runVitest({
    project: typeof options["project"] === "string" ? options["project"] : undefined,
    all: options["all"] === true,
    files: args.filter((name) => name !== undefined),
    coverage: options["coverage"] === true,
    output: "inherit",
    signal,
  });
  terminal.out(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? exitCodes.ok : exitCodes.failed;
}
