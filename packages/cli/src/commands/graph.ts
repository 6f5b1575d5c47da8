import { TandemError, affectedSince, environmentGraph, loadEnvironment, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { graphFormats, renderGraph } from "../render/graph.ts";

/** `tandem graph` */
export async function graph({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const { format = "text", since } = options;
  const known = graphFormats.find((name) => name === format);
  if (known === undefined) {
    throw new TandemError(
      "format-unknown",
      `there is no format ${JSON.stringify(format)}; legal: ${graphFormats.join(", ")}`,
      { hint: `tandem graph ${environment} --format ${graphFormats[0]}` },
    );
  }
  const { layers } = await loadEnvironment(repositoryRoot, environment);
  const affected = typeof since === "string" ? await affectedSince(repositoryRoot, layers, since) : undefined;
  terminal.out(renderGraph(environmentGraph(environment, layers, affected), known));
  return exitCodes.ok;
}
