import { environmentStatus, loadEnvironment, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { statusLines } from "../render/status.ts";
import { openTarget } from "../target.ts";

/** `tandem status` */
export async function status({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const { config, layers } = await loadEnvironment(repositoryRoot, environment);
  const { engine, openStore, call } = await openTarget(environment);
  const read = await environmentStatus({
    root: repositoryRoot,
    environment,
    layers,
    regions: config.regions,
    engine,
    store: openStore(),
    call,
  });
  terminal.out(options["json"] === true ? `${JSON.stringify(read, null, 2)}\n` : statusLines(read, new Date()));
  return exitCodes.ok;
}
