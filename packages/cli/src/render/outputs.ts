import type { EnvironmentOutputs } from "@tandem/orchestrator";

/** One line per output, its name first; a list takes a line for each of its items. */
export function outputLines({ outputs }: Pick<EnvironmentOutputs, "outputs">): string {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  return Object.entries(outputs)
    .flatMap(([name, value]) => {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.map((item, index) => `${(index === 0 ? name : "").padEnd(width)}  ${String(item)}\n`);
    })
    .join("");
}
