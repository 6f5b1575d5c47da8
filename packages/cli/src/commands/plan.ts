import { loadEnvironment, planLayers, planProblems, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { planText } from "../render/plan.ts";
import { displayRun } from "../render/run/display.ts";
import { openTarget } from "../target.ts";

/** `tandem plan` */
export async function plan(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal, signal } = invocation;
  const environment = args[0] ?? "";
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const target = await openTarget(environment);
  const save = typeof options["save"] === "string" ? options["save"] : undefined;
  const display = displayRun(invocation);
  const made = await planLayers({
    root: repositoryRoot,
    environment: target.variables,
    name: environment,
    layers,
    versions: await target.versions(),
    logs: target.logs,
    save,
    emit: display.emit,
    signal,
  }).finally(display.finish);
  if (options["json"] === true) terminal.out(`${JSON.stringify(made)}\n`);
  else terminal.out(planText(made, save));
  return planProblems(made).length === 0 ? exitCodes.ok : exitCodes.failed;
}
