import { plannedResources, repositoryRoot } from "@tandem/orchestrator";
import type { PlanOptions, ResourcesByLayer } from "@tandem/orchestrator";
import type { Invocation } from "./command.ts";
import type { Target } from "./target.ts";

/** What the layers of an environment that is not deployed would have; tells of each as its preview begins. */
export function planTarget(
  { environment: name, variables: environment, logs }: Target,
  layers: PlanOptions["layers"],
  { terminal, signal }: Pick<Invocation, "terminal" | "signal">,
): Promise<ResourcesByLayer> {
  terminal.err(`-  ${name} is not deployed; planning it\n`);
  return plannedResources({
    root: repositoryRoot,
    environment,
    name,
    layers,
    logs,
    signal,
    emit: (event) => {
      if (event.type === "layer-phase") terminal.err(`-  ${event.layer}: preview\n`);
    },
  });
}
