import { loadEnvironment, readAllOutputs, readOutputs, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { allOutputLines, outputLines } from "../render/outputs.ts";
import { openTarget } from "../target.ts";

/** `tandem outputs` */
export async function outputs(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal } = invocation;
  if (options["all"] === true) return allOutputs(invocation);
  const environment = args[0] ?? "";
  const { engine } = await openTarget(environment);
  const read = await readOutputs(engine, environment);
  terminal.out(options["json"] === true ? `${JSON.stringify(read.outputs, null, 2)}\n` : outputLines(read));
  return exitCodes.ok;
}

/** `tandem outputs --all`: by layer. */
async function allOutputs({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const { engine } = await openTarget(environment);
  const read = await readAllOutputs(engine, environment, layers);
  const byLayer = Object.fromEntries(read.map(({ id, outputs: published }) => [id, published]));
  terminal.out(options["json"] === true ? `${JSON.stringify(byLayer, null, 2)}\n` : allOutputLines(read));
  return exitCodes.ok;
}
