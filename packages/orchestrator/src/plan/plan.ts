import type { Callout, OutputChange, ResourceChange } from "./changes.ts";

/** What would happen to a layer. */
export type LayerPlan =
  | PlannedLayer
  /** Its preview failed, or what it would publish does not keep its contract. */
  | { readonly id: string; readonly status: "failed"; readonly error: unknown }
  /** It was not previewed. */
  | { readonly id: string; readonly status: "blocked"; readonly because: string };

export interface PlannedLayer {
  readonly id: string;
  readonly status: "planned";
  /** Its stack is not there yet, or was never updated. */
  readonly isNew: boolean;
  /** What is not the same afterwards, in the engine's order. */
  readonly changes: readonly ResourceChange[];
  /** How many resources stay as they are. */
  readonly unchanged: number;
  readonly outputs: readonly OutputChange[];
  readonly callouts: readonly Callout[];
  readonly seconds: number;
}

/** What an `up` of a whole environment would do. */
export interface EnvironmentPlan {
  readonly environment: string;
  /** In rollout order. */
  readonly layers: readonly LayerPlan[];
}

/** Why a plan may not be carried out, a line each; empty when it may. */
export function planProblems({ layers }: EnvironmentPlan): readonly string[] {
  return layers.flatMap((layer): readonly string[] => {
    if (layer.status === "failed") return [`${layer.id} cannot be previewed`];
    if (layer.status === "blocked") return [`${layer.id} was not previewed: ${layer.because}`];
    return layer.callouts.flatMap((callout) => (callout.reason === "pinned" ? [refusal(layer.id, callout)] : []));
  });
}

function refusal(layer: string, { kind, type, name, outputs, readers }: Callout & { reason: "pinned" }): string {
  const read = readers.length === 0 ? "" : `, which ${readers.join(", ")} may read`;
  return (
    `${layer}: would ${kind} ${type} ${name}, which is pinned by ${outputs.join(", ")}${read}; ` +
    `make ${name}-v2 beside it, publish that one, roll out, and take ${name} away in a second rollout`
  );
}
