import type { DriftReport, LayerDrift } from "@tandem/orchestrator";

/** A line for each layer, below it what differs and what is left out because others own it, and the count at the end. */
export function driftLines({ layers }: Pick<DriftReport, "layers">): string {
  const drifted = layers.flatMap(({ drift }) => drift).length;
  const unknown = layers.filter(({ status }) => status === "unknown").length;
  const count = `${drifted} ${drifted === 1 ? "resource" : "resources"} drifted`;
  return `${layers.flatMap(layerLines).join("\n")}\n${count}${unknown === 0 ? "" : `, ${unknown} of the layers unknown`}\n`;
}

const marks: Readonly<Record<LayerDrift["status"], string>> = {
  clean: "ok",
  drifted: "x ",
  missing: "- ",
  unknown: "? ",
};

function layerLines({ id, status, drift, owned, error }: LayerDrift): readonly string[] {
  return [
    `${marks[status]} ${id}: ${status === "missing" ? "the stack does not exist" : status}`,
    ...(error === null ? [] : [error.replaceAll(/^/gm, "     ")]),
    ...drift.map(({ type, name, operation, properties }) => {
      const what =
        operation === "delete" ? "gone" : properties.join(", ") || "differs in what the provider does not name";
      return `     ${type} ${name}: ${what}`;
    }),
    ...owned.map(
      ({ urn, property, owner, reason }) => `     (${nameOf(urn)}: ${property} is the ${owner}'s: ${reason})`,
    ),
  ];
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
