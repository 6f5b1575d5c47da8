import type { EnvironmentOutputs, LayerOutputs } from "@tandem/orchestrator";

/** One line per output, its name first; a list has its items below its name, ARNs that begin alike under what they share. */
export function outputLines({ outputs }: Pick<EnvironmentOutputs, "outputs">): string {
  const single = Object.entries(outputs).filter(([, value]) => !Array.isArray(value));
  const width = Math.max(...single.map(([name]) => name.length));
  return Object.entries(outputs)
    .flatMap(([name, value]) =>
      Array.isArray(value)
        ? [`${name}: ${value.length}\n`, ...listLines(value.map(textOf))]
        : [`${name.padEnd(width)}  ${textOf(value)}\n`],
    )
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

function listLines(items: readonly string[]): readonly string[] {
  const shared = items.map(arnPrefix);
  return items.flatMap((item, at) => {
    const prefix = shared[at] ?? "";
    const isAlone = prefix === "" || (shared[at - 1] !== prefix && shared[at + 1] !== prefix);
    if (isAlone) return [`  ${item}\n`];
    const name = `    ${item.slice(prefix.length)}\n`;
    return shared[at - 1] === prefix ? [name] : [`  ${prefix}\n`, name];
  });
}

/** An ARN up to its last colon, behind which its name is; nothing of other text. */
function arnPrefix(text: string): string {
  return text.startsWith("arn:") ? text.slice(0, text.lastIndexOf(":") + 1) : "";
}

/** What is neither text nor a number, such as the topology, as one line of JSON. */
function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
