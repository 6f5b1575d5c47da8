import { TandemError, topologySchema } from "@tandem/config";
import { layerId, parseOutputs, sharedContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { checkpointPart } from "../digest/digest.ts";
import type { ResourceStep } from "../ports.ts";
import type { RolloutContext } from "./context.ts";
import { stateOf } from "./context.ts";
import { whyDue } from "./due.ts";
import type { LayerState } from "./due.ts";
import type { LayerPhase } from "./events.ts";
import { gateLayer } from "./gate.ts";
import type { RolledOutLayer } from "./report.ts";

/** One after the other: two stacks that are made at once in one project's folder corrupt its workspace file. */
export type CreateStack = (layer: Layer) => Promise<void>;

/**
 * Brings one layer to what its sources say, unless nothing changed: recovery, a question where one is asked, the
 * engine's update, the gate, and then its line in the ledger.
 * @throws what stopped it, after the ledger says so
 */
export async function rollLayer(context: RolloutContext, layer: Layer, create: CreateStack): Promise<RolledOutLayer> {
  const { environment, engine, guard, recover, planOf, emit, signal } = context.options;
  if (context.held.has(layer.id)) {
    // The engine of a killed run dies some time after it, and whether anything is due is seen only then.
    phase(context, layer, "recover");
    await recover(layer, { emit, signal });
    context.checkpoints.set(layer.id, await engine.checkpoint(layer));
  }
  const found = await stateOf(context, layer);
  const reason = whyDue(found);
  if (reason === undefined) {
    await publish(context, layer, parseOutputs(layer.contract, environment, found.checkpoint?.outputs ?? {}));
    return { id: layer.id, status: "unchanged", reason: UNCHANGED, seconds: 0, operations: {} };
  }
  emit({ type: "layer-message", layer: layer.id, text: reason });
  await guard?.(layer);
  const plan = await planOf?.(layer, found, signal);
  if (found.checkpoint === undefined) await create(layer);
  else {
    phase(context, layer, "recover");
    await recover(layer, { emit, signal, checkpoint: found.checkpoint });
  }
  // Making the stack may have written into its file.
  const state = found.checkpoint === undefined ? await stateOf(context, layer) : found;
  await askFirst(context, layer, reason);
  const started = performance.now();
  const operations: Record<string, number> = {};
  try {
    await update(context, layer, { state, plan, operations, started });
  } catch (error) {
    await context.book.noteLayer(layer.id, { ...unfinished(state), status: "failed", run: context.run });
    throw error;
  }
  return { id: layer.id, status: "done", reason, seconds: since(started), operations };
}

const UNCHANGED = "nothing changed since its last update";

interface Update {
  readonly state: LayerState;
  readonly plan: string | undefined;
  /** Counts what the engine does. */
  readonly operations: Record<string, number>;
  /** On the clock of `performance.now`. */
  readonly started: number;
}

async function update(
  context: RolloutContext,
  layer: Layer,
  { state, plan, operations, started }: Update,
): Promise<void> {
  const { engine, environment, call, checkerReports, emit, signal } = context.options;
  let steps = 0;
  const onStep = ({ operation, type, name }: ResourceStep): void => {
    steps += 1;
    operations[operation] = (operations[operation] ?? 0) + 1;
    emit({ type: "layer-step", layer: layer.id, operation, resourceType: type, name, count: steps });
  };
  phase(context, layer, "up");
  const { outputs: raw } = await engine.up(layer, { signal, onStep, ...(plan === undefined ? {} : { plan }) });
  phase(context, layer, "gate");
  const [{ outputs, detail }, checkpoint] = await Promise.all([
    gateLayer(layer, raw, {
      environment,
      call,
      checkerReports,
      reportedCheckId: state.entry?.outputs["latchHealthCheckId"],
      signal,
    }),
    engine.checkpoint(layer),
  ]);
  emit({ type: "layer-message", layer: layer.id, text: detail });
  await publish(context, layer, outputs);
  await context.book.noteLayer(layer.id, {
    status: "done",
    digest: { ...state.digest, ...checkpointPart(checkpoint?.updatedAt) },
    outputs: { ...outputs },
    checkpointUpdatedAt: checkpoint?.updatedAt ?? null,
    doneAt: new Date().toISOString(),
    seconds: since(started),
    steps,
    run: context.run,
  });
}

/** Hands a layer's outputs to those that need them, and the environment's topology to the ledger. */
async function publish(
  { outputs, book }: RolloutContext,
  layer: Layer,
  published: Readonly<Record<string, unknown>>,
): Promise<void> {
  outputs.set(layer.id, published);
  if (layer.id === layerId(sharedContract)) await book.noteTopology(topologySchema.parse(published["topology"]));
}

/** @throws TandemError of kind `aborted` when the answer is no, or everything is to stop meanwhile */
async function askFirst({ options }: RolloutContext, layer: Layer, reason: string): Promise<void> {
  const { ask, engine, signal, stop } = options;
  if (ask === undefined) return;
  phase({ options }, layer, "preview");
  const preview = await engine.preview(layer, { signal });
  const yes = preview.changes.length === 0 || (await ask({ layer, reason, preview }));
  if (!yes) throw new TandemError("declined", `${layer.id}: declined`, { kind: "aborted" });
  if (stop.aborted) throw new TandemError("aborted", "stopped on request", { kind: "aborted" });
}

function phase({ options }: Pick<RolloutContext, "options">, layer: Layer, name: LayerPhase): void {
  options.emit({ type: "layer-phase", layer: layer.id, phase: name });
}

/** What is still known of a layer whose update did not finish. */
function unfinished({ entry, checkpoint }: LayerState) {
  const nothing = { digest: {}, outputs: {}, checkpointUpdatedAt: checkpoint?.updatedAt ?? null, seconds: 0, steps: 0 };
  return { ...nothing, ...entry, doneAt: new Date().toISOString() };
}

/** Seconds with two decimals. */
function since(started: number): number {
  return Math.round((performance.now() - started) / 10) / 100;
}
