import { parseOutputs, projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { LayerEngine } from "../ports.ts";

/** What one layer publishes. */
export interface LayerOutputs {
  readonly id: string;
  /** `<project>/<stack>` */
  readonly stack: string;
  /** Null when there is no such stack. */
  readonly outputs: Readonly<Record<string, unknown>> | null;
}

/**
 * Every layer's outputs, held against its contract.
 * @throws ContractError of the first layer whose outputs break theirs
 */
export async function readAllOutputs(
  engine: Pick<LayerEngine, "outputs">,
  environment: string,
  layers: readonly Layer[],
): Promise<readonly LayerOutputs[]> {
  return Promise.all(
    layers.map(async ({ id, contract, stackName }) => {
      const raw = await engine.outputs({ contract, stackName });
      const outputs = raw === undefined ? null : published(parseOutputs(contract, environment, raw));
      return { id, stack: `${projectName(contract)}/${stackName}`, outputs };
    }),
  );
}

/** Without the optional outputs that a stack does not have. */
function published(outputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
