import { commands } from "./commands/index.ts";
import { exitCodes } from "./command.ts";
import type { Terminal } from "./command.ts";
import { runProgram } from "./program.ts";

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  live: process.stderr.isTTY && process.env["CI"] === undefined,
};

// A reader that has enough, such as `head`, closes the pipe; that is its right and no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(name, () => {
    terminal.err("\ntandem: stopping what was started (once more to leave at once)\n");
    stop.abort();
    process.once(name, () => process.exit(exitCodes.aborted));
  });
}

try {
  process.exitCode = await runProgram(commands, process.argv.slice(2), { terminal, signal: stop.signal });
} catch (error) {
  const { renderError } = await import("./render/error.ts");
  const { text, code } = renderError(error);
  terminal.err(text);
  process.exitCode = code;
}
