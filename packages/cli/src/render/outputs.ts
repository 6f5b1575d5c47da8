import type { EnvironmentOutputs, LayerOutputs } from "@tandem/orchestrator";

/** One line per output, its name first; a list takes a line for each of its items. */
export function outputLines({ outputs }: Pick<EnvironmentOutputs, "outputs">): string {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  return Object.entries(outputs)
    .flatMap(([name, value]) => {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.map((item, index) => `${(index === 0 ? name : "").padEnd(width)}  ${textOf(item)}\n`);
    })
    .join("");
}

/** A heading for each layer, and its outputs below. */
export function allOutputLines(layers: readonly LayerOutputs[]): string {
  return layers
    .map(({ id, stack, outputs }) =>
      outputs === null
        ? `${id}: ${stack} does not exist\n`
        : `${id} (${stack})\n${outputLines({ outputs }).replaceAll(/^(?=.)/gm, "  ")}`,
    )
    .join("\n");
}

/** What is neither text nor a number, such as the topology, as one line of JSON. */
function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
