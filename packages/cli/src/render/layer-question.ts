import type { LayerQuestion } from "@tandem/orchestrator";

const marks: Readonly<Record<string, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  "create-replacement": "+±",
  "delete-replaced": "-±",
};

/** What a layer's update would do, a line for each resource with the properties that differ; no values. */
export function questionLines({ layer, reason, preview }: LayerQuestion): string {
  const lines = preview.changes.map(({ operation, type, name, properties, replaceBecause }) => {
    const because = replaceBecause.length === 0 ? "" : `  replaced because of ${replaceBecause.join(", ")}`;
    const differs = operation === "update" ? `  ${properties.join(", ")}` : because;
    return `  ${(marks[operation] ?? operation).padEnd(2)} ${type} ${name}${differs}\n`;
  });
  return `\n${layer.id}: ${reason}\n${lines.join("")}  ${preview.unchanged} unchanged\n`;
}
