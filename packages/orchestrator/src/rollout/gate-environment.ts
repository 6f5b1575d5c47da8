import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import type { LayerEngine } from "../ports.ts";
import { gateLayer } from "./gate.ts";
import type { Probe } from "./gate.ts";
import { selectLayers } from "./select.ts";

/** Whether the gate behind a layer is open, and why. */
export interface GateFinding {
  readonly layer: string;
  readonly open: boolean;
  readonly detail: string;
}

/** Asks the gates of layers that stand, by hand: all at once, in rollout order. @throws TandemError for an unknown layer */
export async function gateEnvironment(
  engine: Pick<LayerEngine, "outputs">,
  layers: readonly Layer[],
  only: readonly string[] | undefined,
  probe: Probe,
): Promise<readonly GateFinding[]> {
  const chosen = selectLayers(layers, only === undefined ? {} : { only });
  return Promise.all(chosen.map((layer) => find(engine, layer, probe)));
}

async function find(engine: Pick<LayerEngine, "outputs">, layer: Layer, probe: Probe): Promise<GateFinding> {
  try {
    const { detail } = await gateLayer(layer, (await engine.outputs(layer)) ?? {}, probe);
    return { layer: layer.id, open: true, detail };
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return { layer: layer.id, open: false, detail: error.message };
  }
}
