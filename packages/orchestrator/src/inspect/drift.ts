import { ownerOf, qualifiedTypeOf } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import type { Drift, LayerEngine, ResourceStep } from "../ports.ts";
import type { EmitRollout, LayerStatus } from "../rollout/events.ts";

const driftedResource = z.object({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  operation: z.enum(["update", "delete"]),
  properties: z.array(z.string()),
});

const layerDrift = z.object({
  id: z.string(),
  /** `missing`: there is no such stack; `unknown`: the engine did not get to the end. */
  status: z.enum(["clean", "drifted", "missing", "unknown"]),
  drift: z.array(driftedResource),
  /** What differs because a role or the controller moved it, and is no drift. */
  owned: z.array(z.object({ urn: z.string(), property: z.string(), owner: z.string(), reason: z.string() })),
  /** Why it is unknown; null when it is known. */
  error: z.string().nullable(),
});

/** What `tandem drift --json` ends with, and what is kept for `tandem status`. */
export const driftReportSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string(),
  /** When the cloud was looked at, ISO 8601. */
  at: z.string(),
  /** Every layer that exists is as its state says. */
  ok: z.boolean(),
  layers: z.array(layerDrift),
});

export type DriftReport = z.infer<typeof driftReportSchema>;
export type LayerDrift = z.infer<typeof layerDrift>;

export interface DriftOptions {
  readonly environment: string;
  readonly layers: readonly Layer[];
  readonly engine: Pick<LayerEngine, "drift" | "checkpoint">;
  readonly emit: EmitRollout;
  /** Cancels what is running. */
  readonly signal: AbortSignal;
  /** @default the current time */
  readonly now?: () => Date;
}

/** Looks at the cloud for all layers side by side, and changes nothing. A layer whose look fails is in the report. */
export async function detectDrift(options: DriftOptions): Promise<DriftReport> {
  const { environment, layers, emit, now = () => new Date() } = options;
  const at = now();
  const seconds = () => (now().getTime() - at.getTime()) / 1000;
  const announced = layers.map(({ id }) => ({ id, dependsOn: [] }));
  emit({ type: "run-started", command: "drift", environment, run: at.toISOString(), layers: announced });
  const reports = await Promise.all(
    layers.map(async (layer) => {
      const report = await lookAt(layer, options).catch((error: unknown) => unknownLayer(layer, error));
      emit({ type: "layer-ended", layer: layer.id, seconds: seconds(), ...endingOf(report) });
      return report;
    }),
  );
  const ok = reports.every(({ status }) => status === "clean" || status === "missing");
  emit({ type: "run-ended", ok, seconds: seconds() });
  return { schemaVersion: 1, environment, at: at.toISOString(), ok, layers: reports };
}

async function lookAt(layer: Layer, { engine, emit, signal }: DriftOptions): Promise<LayerDrift> {
  const { id } = layer;
  if ((await engine.checkpoint(layer)) === undefined) {
    return { id, status: "missing", drift: [], owned: [], error: null };
  }
  emit({ type: "layer-phase", layer: id, phase: "drift" });
  let count = 0;
  const onStep = ({ operation, type: resourceType, name }: ResourceStep): void => {
    count += 1;
    emit({ type: "layer-step", layer: id, operation, resourceType, name, count });
  };
  const all = await engine.drift(layer, { signal, onStep });
  const drift = all.flatMap(withoutOwned);
  const owned = all.flatMap(({ urn, properties }) =>
    properties.flatMap((property) => {
      const found = ownerOf(qualifiedTypeOf(urn), property);
      return found === undefined ? [] : [{ urn, property, owner: found.owner, reason: found.reason }];
    }),
  );
  return { id, status: drift.length > 0 ? "drifted" : "clean", drift, owned, error: null };
}

/** The same drift without what roles and the controller own; none when nothing else differs. */
function withoutOwned(drift: Drift): LayerDrift["drift"] {
  const properties = drift.properties.filter((property) => ownerOf(qualifiedTypeOf(drift.urn), property) === undefined);
  const onlyOwned = drift.properties.length > 0 && properties.length === 0;
  return onlyOwned ? [] : [{ ...drift, properties }];
}

function unknownLayer({ id }: Layer, error: unknown): LayerDrift {
  const message = error instanceof Error ? error.message : String(error);
  return { id, status: "unknown", drift: [], owned: [], error: message };
}

function endingOf({ status, drift, error }: LayerDrift): { readonly status: LayerStatus; readonly reason?: string } {
  switch (status) {
    case "clean":
      return { status: "unchanged" };
    case "missing":
      return { status: "unchanged", reason: "the stack does not exist" };
    case "drifted":
      return { status: "done", reason: `${drift.length} drifted` };
    case "unknown":
      return { status: "failed", reason: error ?? "" };
  }
}
