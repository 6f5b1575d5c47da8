import type { Affected, EnvironmentGraph, GraphLayer } from "@tandem/orchestrator";

export const graphFormats = ["text", "mermaid", "json"] as const;
export type GraphFormat = (typeof graphFormats)[number];

export function renderGraph(graph: EnvironmentGraph, format: GraphFormat): string {
  switch (format) {
    case "text":
      return textGraph(graph);
    case "mermaid":
      return mermaidGraph(graph);
    case "json":
      return `${JSON.stringify(graph, null, 2)}\n`;
  }
}

/** A line for each layer, numbered by group: layers of one number run side by side. */
function textGraph({ layers, groups }: EnvironmentGraph): string {
  const width = Math.max(...layers.map(({ id }) => id.length));
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  return groups
    .flatMap((ids, group) =>
      ids.map((id, index) => {
        const layer = byId.get(id);
        const after = layer?.dependsOn.length ? `after ${layer.dependsOn.join(", ")}` : "first";
        const affected = layer?.affected ? `; ${affectedText(layer.affected)}` : "";
        return `${index === 0 ? group + 1 : " "}  ${id.padEnd(width)}  ${after}${affected}\n`;
      }),
    )
    .join("");
}

/** More of them would hide the other layers. */
const FILES_SHOWN = 3;

function affectedText(affected: Affected): string {
  if (affected.reason === "upstream") return `affected by ${affected.layers.join(", ")}`;
  const { files } = affected;
  const more = files.length > FILES_SHOWN ? [`${files.length - FILES_SHOWN} more`] : [];
  return `changed: ${[...files.slice(0, FILES_SHOWN), ...more].join(", ")}`;
}

/** A flowchart; an edge that follows from two others is left out. Affected layers are filled. */
function mermaidGraph({ layers }: EnvironmentGraph): string {
  const node = (id: string) => id.replaceAll(/\W/g, "_");
  const affected = layers.filter((layer) => layer.affected).map(({ id }) => node(id));
  return [
    "flowchart TD",
    ...layers.map(({ id, stack }) => `  ${node(id)}["${id}<br/>${stack}"]`),
    ...layers.flatMap((layer) => direct(layer, layers).map((upstream) => `  ${node(upstream)} --> ${node(layer.id)}`)),
    ...(affected.length === 0
      ? []
      : ["  classDef affected fill:#fd8,stroke:#a60", `  class ${affected.join(",")} affected`]),
    "",
  ].join("\n");
}

/** The layers that it waits for, but for those that another of them waits for anyway. */
function direct({ dependsOn }: GraphLayer, layers: readonly GraphLayer[]): readonly string[] {
  const upstream = layers.filter(({ id }) => dependsOn.includes(id));
  return dependsOn.filter((id) => !upstream.some((other) => other.dependsOn.includes(id)));
}
