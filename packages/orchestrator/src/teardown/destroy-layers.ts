import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import type { LedgerBook } from "../ledger/ledger.ts";
import { runLayers } from "../runner.ts";
import type { LayerToDelete } from "./preview.ts";
import type { TornDownLayer } from "./report.ts";
import type { TearDownOptions } from "./tear-down.ts";

/** What the layers of one teardown share. */
export interface DestroyContext {
  readonly options: Pick<TearDownOptions, "engine" | "recover" | "emit" | "logOf" | "stop" | "signal">;
  readonly book: LedgerBook;
  /** As the run found them. */
  readonly found: readonly LayerToDelete[];
}

/**
 * Deletes the layers in reverse, each when nothing stands on it any more, and says how each ended, in the order given.
 * What is done is out of the ledger at once. Never throws for a layer that fails.
 */
export async function destroyLayers(
  context: DestroyContext,
  layers: readonly Layer[],
): Promise<readonly TornDownLayer[]> {
  const { stop, emit, logOf } = context.options;
  const ended = new Map<string, TornDownLayer>();
  const end = (layer: TornDownLayer, log?: string): void => {
    ended.set(layer.id, layer);
    const { id, status, seconds, reason } = layer;
    const details = { ...(reason === undefined ? {} : { reason }), ...(log === undefined ? {} : { log }) };
    emit({ type: "layer-ended", layer: id, status, seconds, ...details });
  };
  const resources = (id: string): number => held(context, id)?.resources.length ?? 0;
  const outcomes = await runLayers(
    layers,
    async (layer) => {
      const { id } = layer;
      const started = performance.now();
      const seconds = (): number => Math.round((performance.now() - started) / 10) / 100;
      try {
        const status = await destroyLayer(context, layer);
        end({
          id,
          status,
          seconds: seconds(),
          resources: resources(id),
          ...(status === "done" ? {} : { reason: GONE }),
        });
      } catch (error) {
        const stopped = error instanceof TandemError && error.kind === "aborted";
        const status = stopped ? "stopped" : "failed";
        end({ id, status, reason: wordsOf(error), seconds: seconds(), resources: resources(id) }, logOf(layer));
        throw error;
      }
    },
    { direction: "reverse", signal: stop },
  );
  const failed = [...ended.values()].some(({ status }) => status === "failed");
  for (const [id, outcome] of outcomes) {
    if (outcome.status !== "skipped") continue;
    const notBegun = { id, seconds: 0, resources: resources(id) };
    if (held(context, id)?.exists !== true) end({ ...notBegun, status: "unchanged", reason: GONE });
    else end({ ...notBegun, status: stop.aborted && !failed ? "stopped" : "blocked", reason: outcome.because });
  }
  return layers.flatMap(({ id }) => ended.get(id) ?? []);
}

const GONE = "it is gone already";

async function destroyLayer(context: DestroyContext, layer: Layer): Promise<"done" | "unchanged"> {
  const { options, book } = context;
  const { engine, recover, emit, signal } = options;
  const { id } = layer;
  try {
    // A run that was killed after its last deletion leaves a lock on a stack that is gone.
    await recover(layer, { emit, signal });
    // Nor does it tell by what was found at the start: the engine of a killed run takes the stack away some time after it.
    if ((await engine.checkpoint(layer)) === undefined) {
      await book.forgetLayer(id);
      return "unchanged";
    }
    emit({ type: "layer-phase", layer: id, phase: "destroy" });
    let count = 0;
    await engine.destroy(layer, {
      signal,
      onStep: ({ operation, type, name }) => {
        count += 1;
        emit({ type: "layer-step", layer: id, operation, resourceType: type, name, count });
      },
    });
  } catch (error) {
    const known = book.ledger.layers[id];
    if (known !== undefined) await book.noteLayer(id, { ...known, status: "failed" });
    throw error;
  }
  await book.forgetLayer(id);
  return "done";
}

function held({ found }: DestroyContext, id: string): LayerToDelete | undefined {
  return found.find(({ layer }) => layer.id === id);
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof TandemError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message}\nfix: ${hint}`;
}
