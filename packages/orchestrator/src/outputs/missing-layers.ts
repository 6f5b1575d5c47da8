import { TandemError } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import { layerFolder } from "../layers.ts";
import type { LayerStack } from "../ports.ts";

/** The error for an environment that lacks these stacks, with the commands that make them. */
export function missingLayers(environment: string, stacks: readonly LayerStack[]): TandemError {
  const names = stacks.map(({ contract, stackName: name }) => `${projectName(contract)}/${name}`);
  const hints = stacks.map((stack) => {
    const pulumi = `pulumi -C ${layerFolder(stack)}`;
    return `${pulumi} stack select --create ${stack.stackName} && ${pulumi} up`;
  });
  return new TandemError(
    "layer-missing",
    `${environment} is not rolled out: ${names.join(", ")} ${names.length === 1 ? "does" : "do"} not exist`,
    { hint: hints.join("; then ") },
  );
}
