import { gateEnvironment, loadEnvironment, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { gateLines } from "../render/gate.ts";
import { openTarget } from "../target.ts";

/** By hand nothing has just been made: a region is given the time of a cold start, not that of a rollout. */
const PATIENCE_SECONDS = 10;

/** `tandem gate` */
export async function gate({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const [environment = "", layer] = args;
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const { engine, call, checkerReports } = await openTarget(environment);
  const only = layer === undefined ? undefined : [layer];
  const probe = { environment, call, checkerReports, signal, deadlineSeconds: PATIENCE_SECONDS };
  const findings = await gateEnvironment(engine, layers, only, probe);
  if (signal.aborted) return exitCodes.aborted;
  terminal.out(options["json"] === true ? `${JSON.stringify(findings, null, 2)}\n` : gateLines(findings));
  return findings.every(({ open }) => open) ? exitCodes.ok : exitCodes.failed;
}
