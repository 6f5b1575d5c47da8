import { detectDrift, keepDrift, loadEnvironment, repositoryRoot } from "@tandem/orchestrator";
import type { RolloutEvent } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, Terminal } from "../command.ts";
import { driftLines } from "../render/drift.ts";
import { openTarget } from "../target.ts";

/** `tandem drift` */
export async function drift({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const { engine, openStore } = await openTarget(environment);
  const store = openStore();
  const report = await detectDrift({ environment, layers, engine, emit: (event) => tell(event, terminal), signal });
  if (signal.aborted) return exitCodes.aborted;
  await keepDrift(store, report);
  terminal.out(options["json"] === true ? `${JSON.stringify(report, null, 2)}\n` : driftLines(report));
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

function tell(event: RolloutEvent, terminal: Terminal): void {
  if (event.type === "layer-phase") terminal.err(`-  ${event.layer}: looking at the cloud\n`);
}
