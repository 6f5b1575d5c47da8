import type { Callout, ChangeKind, EnvironmentPlan, LayerPlan, PlannedLayer } from "@tandem/orchestrator";
import { planProblems } from "@tandem/orchestrator";

/** In Pulumi's own signs. */
const signs: Readonly<Record<ChangeKind, string>> = { create: "+", update: "~", replace: "+-", delete: "-" };
const kinds = ["create", "update", "replace", "delete"] as const;

/** What would happen to every layer, for people: changes, outputs that others read, what needs a second look. */
export function planText(plan: EnvironmentPlan, savedIn: string | undefined): string {
  const problems = planProblems(plan);
  const planned = plan.layers.filter((layer) => layer.status === "planned");
  const attention = planned.flatMap(({ id, callouts }) =>
    callouts.filter(({ reason }) => reason !== "pinned").map((callout) => `  ${id}: ${calloutText(callout)}\n`),
  );
  return [
    ...plan.layers.flatMap(layerLines),
    ...(attention.length === 0 ? [] : ["look at these\n", ...attention]),
    `${plan.environment}: ${counted(planned)}\n`,
    ...(problems.length === 0 ? [] : ["this plan is refused\n", ...problems.map((problem) => `  ${problem}\n`)]),
    ...(problems.length > 0 || savedIn === undefined
      ? []
      : [`saved in ${savedIn}; carry it out with: tandem up ${plan.environment} --plan ${savedIn}\n`]),
  ].join("");
}

function layerLines(layer: LayerPlan): readonly string[] {
  if (layer.status === "failed") {
    const message = layer.error instanceof Error ? layer.error.message : String(layer.error);
    return [`${layer.id}: cannot be previewed\n`, `${message.replaceAll(/^/gm, "  ")}\n`];
  }
  if (layer.status === "blocked") return [`${layer.id}: not previewed: ${layer.because}\n`];
  const { id, isNew, changes, unchanged, outputs } = layer;
  return [
    `${id}: ${isNew ? "new, " : ""}${counted([layer])}${unchanged === 0 ? "" : `, ${unchanged} stay`}\n`,
    ...changes.map(({ kind, type, name, properties, replaceBecause }) => {
      const paths = kind === "replace" ? replaceBecause : kind === "update" ? properties : [];
      return `  ${signs[kind].padEnd(2)} ${type} ${name}${paths.length === 0 ? "" : `: ${paths.join(", ")}`}\n`;
    }),
    // Of a new stack every output is new.
    ...(isNew ? [] : outputs).map(({ key, change, readers }) => {
      const read = readers.length === 0 ? "" : `, read by ${readers.join(", ")}`;
      return `  output ${key}: ${change === "unknown" ? "may change" : change}${read}\n`;
    }),
  ];
}

function counted(layers: readonly PlannedLayer[]): string {
  const changes = layers.flatMap((layer) => layer.changes);
  const parts = kinds.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} to ${kind}`];
  });
  return parts.length === 0 ? "nothing to change" : parts.join(", ");
}

function calloutText(callout: Callout): string {
  const { kind, type, name } = callout;
  const why = callout.reason === "stateful" ? `you lose ${callout.lost}` : "it is protected, and Pulumi will refuse";
  return `would ${kind} ${type} ${name}: ${why}`;
}
