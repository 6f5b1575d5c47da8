import { Command as Commander, CommanderError } from "commander";
import type { Command, ExitCode, Invocation, OptionValues, Terminal } from "./command.ts";
import { exitCodes } from "./command.ts";
import type { Interruption } from "./interruption.ts";

/** Exit codes, as `--help` shows them. */
const EXIT_CODES = `
Exit codes:
  0    done, and every check holds
  1    it ran, and something did not hold or a deployment failed
  2    the command line or the configuration is wrong; nothing was done
  70   a fault in Tandem itself
  130  stopped on request (Ctrl-C, SIGTERM, SIGHUP)`;

/** What Ctrl-C does to a command that stops in stages, as its `--help` shows it. */
const STAGES = `
Ctrl-C:
  once     finishes the operations that run and begins no other
  twice    cancels them: the engine finishes what its providers are doing (SIGTERM and SIGHUP do the same at once)
  thrice   leaves at once; the next run recovers what was cut off`;

/** Parses the arguments and runs the command that they name. Errors of the command itself are thrown. */
export async function runProgram(
  commands: readonly Command[],
  argv: readonly string[],
  context: { readonly terminal: Terminal; readonly interruption: Interruption },
): Promise<ExitCode> {
  const { terminal, interruption } = context;
  const split = argv.indexOf("--");
  const own = split === -1 ? argv : argv.slice(0, split);
  const rest = split === -1 ? [] : argv.slice(split + 1);
  let chosen: { command: Command; invocation: Invocation } | undefined;

  const program = new Commander("tandem")
    .description("Disaster recovery across two AWS regions, as code.")
    .helpCommand(true)
    .showSuggestionAfterError(true)
    .showHelpAfterError("(run with --help for the arguments and examples)")
    .addHelpText("after", EXIT_CODES)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  for (const command of commands) {
    const sub = program.command(command.name).description(command.summary);
    for (const { name, summary } of command.args) sub.argument(name, summary);
    for (const { flags, summary } of command.options) sub.option(flags, summary);
    sub.addHelpText("after", `\nExamples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`);
    if (command.staged === true) sub.addHelpText("after", STAGES);
    sub.action((...values: unknown[]) => {
      const args = values.slice(0, command.args.length).flat() as (string | undefined)[];
      const options = values[command.args.length] as OptionValues;
      const signals = interruption.signalsOf(command.staged === true);
      chosen = { command, invocation: { args, rest, options, terminal, ...signals } };
    });
  }
  try {
    program.parse(own, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    throw error;
  }
  if (chosen === undefined) return exitCodes.usage;
  const run = await chosen.command.load();
  return run(chosen.invocation);
}
