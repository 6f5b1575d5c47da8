import { findKeptRehearsal, repositoryRoot } from "@tandem/orchestrator";
import { openProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `tandem shell`: the exit code is the shell's or the command's own. */
export async function shell({ args, rest, terminal }: Invocation): Promise<ExitCode> {
  const kept = await findKeptRehearsal(repositoryRoot, args[0]);
  const { environment, layers } = kept;
  const { environment: variables } = await openProvingGround(kept);
  const [command = process.env["SHELL"] ?? "sh", ...parameters] = rest;
  if (rest.length === 0) {
    const stacks = layers.map(
      ({ contract, stackName }) => `  pulumi -C stacks/${contract.project} preview -s ${stackName}\n`,
    );
    terminal.err(`${environment}, on the emulator; leave with exit\n${stacks.join("")}`);
  }
  const { exitCode } = await execa(command, parameters, {
    cwd: process.cwd(),
    env: variables,
    extendEnv: false,
    stdio: "inherit",
    reject: false,
  });
  return (exitCode ?? exitCodes.aborted) as ExitCode;
}
