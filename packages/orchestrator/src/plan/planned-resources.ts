import { mkdir, readFile } from "node:fs/promises";
import { TandemError } from "@tandem/config";
import { PulumiEngine } from "../pulumi/engine.ts";
import { exportState } from "../pulumi/state-file.ts";
import { planResources } from "../resources/plan-resources.ts";
import type { ResourcesByLayer } from "../resources/values.ts";
import { planProblems } from "./plan.ts";
import type { PlanOptions } from "./plan-environment.ts";
import { previewLayers } from "./planner.ts";
import { Scratch } from "./scratch.ts";

/**
 * The resources that every layer has once it is rolled out, from previews on a copy of the backend. Changes nothing.
 * @throws TandemError when a layer cannot be previewed
 */
export async function plannedResources(options: Omit<PlanOptions, "versions" | "save">): Promise<ResourcesByLayer> {
  const { name, root, environment, layers, logs, emit, signal } = options;
  await mkdir(logs, { recursive: true });
  const scratch = await Scratch.open({ root, environment });
  try {
    const configFile: Scratch["configFile"] = (stack) => scratch.configFile(stack);
    const engine = new PulumiEngine({ root, environment: scratch.environment, logs, configFile });
    const planned = await previewLayers({ environment: name, layers, backend: scratch, engine, emit, signal });
    const problems = planProblems({ environment: name, layers: planned.layers });
    if (problems.length > 0) {
      throw new TandemError(
        "plan-refused",
        `${name} cannot be planned\n${problems.map((each) => `  ${each}`).join("\n")}`,
        {
          kind: "deploy",
          hint: `./tandem plan ${name}`,
        },
      );
    }
    const resources = await Promise.all(
      layers.map(async (layer) => {
        const file: unknown = JSON.parse(await readFile(scratch.planFile(layer), "utf8"));
        return [layer.id, planResources(file, await exportState({ root, environment }, layer))] as const;
      }),
    );
    return new Map(resources);
  } finally {
    await scratch.remove();
  }
}
