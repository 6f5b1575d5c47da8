import { commands } from "./commands/index.ts";
import type { Terminal } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { runProgram } from "./program.ts";
import { screen } from "./render/screen.ts";

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => screen.write(text),
  live: process.stderr.isTTY && process.env["CI"] === undefined,
  interactive: process.stdin.isTTY && process.stderr.isTTY,
};

// A reader that has enough, such as `head`, closes the pipe; that is its right and no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const interruption = new Interruption(terminal.err, (code) => process.exit(code));
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interruption.on(name));

try {
  process.exitCode = await runProgram(commands, process.argv.slice(2), { terminal, interruption });
} catch (error) {
  const { renderError } = await import("./render/error.ts");
  const { text, code } = renderError(error);
  terminal.err(text);
  process.exitCode = code;
}
