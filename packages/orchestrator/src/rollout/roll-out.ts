import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { withRolloutLock } from "../ledger/lock.ts";
import { runLayers } from "../runner.ts";
import type { LayerOutcome } from "../runner.ts";
import { openRun } from "./context.ts";
import type { RolloutContext } from "./context.ts";
import type { RolloutOptions } from "./options.ts";
import type { RolledOutLayer, RunReport } from "./report.ts";
import { rollLayer } from "./roll-layer.ts";
import type { CreateStack } from "./roll-layer.ts";
import { runName } from "./run-name.ts";

/**
 * Rolls an environment out, layer by layer, as parallel as its graph allows. What an earlier run has done, and nothing
 * changed since, is not done again; so the same call goes on after a failure or a kill. A layer that fails stops those
 * that need it, and nothing else.
 * @throws TandemError before the first layer: another run holds the environment, a layer is unknown, or one that stays
 * out is not fit to build on. How layers end is in the report.
 */
export function rollOut(options: RolloutOptions): Promise<RunReport> {
  const { store, environment, runner } = options;
  return withRolloutLock(store, environment, runner, () => runAll(options));
}

async function runAll(options: RolloutOptions): Promise<RunReport> {
  const { environment, runner, emit, stop } = options;
  const { command } = runner;
  const startedAt = new Date();
  const run = runName(command, startedAt);
  const context = await openRun(options, run);
  const { chosen } = context;
  const report = (layers: readonly RolledOutLayer[]): RunReport => ({
    schemaVersion: 1,
    command,
    environment,
    run,
    who: `${runner.username}@${runner.hostname}`,
    startedAt: startedAt.toISOString(),
    seconds: hundredths((Date.now() - startedAt.getTime()) / 1000),
    ok: layers.length === chosen.length && layers.every(({ status }) => status === "done" || status === "unchanged"),
    rollout: { layers: [...layers] },
  });
  emit({ type: "run-started", command, environment, run, layers: chosen.map((layer) => announced(context, layer)) });
  await noteRun(context, report([]));
  const done = report(await rollLayers(context, stop));
  await noteRun(context, done);
  emit({ type: "run-ended", ok: done.ok, seconds: done.seconds });
  return done;
}

async function rollLayers(context: RolloutContext, stop: AbortSignal): Promise<readonly RolledOutLayer[]> {
  const { chosen, options } = context;
  const inside = new Map(chosen.map((layer) => [layer.id, layer]));
  const create = oneAfterAnother((layer) => options.engine.create(layer));
  const ended = new Map<string, RolledOutLayer>();
  const end = (layer: RolledOutLayer, error?: unknown): void => {
    ended.set(layer.id, layer);
    const { id, status, seconds, reason } = layer;
    const failed = error instanceof TandemError && error.code === "layer-failed";
    const log = failed ? { log: options.logOf({ id }) } : {};
    options.emit({ type: "layer-ended", layer: id, status, seconds, reason, ...log });
  };
  const outcomes = await runLayers(
    // What stays out of the run has been found fit to build on.
    chosen.map((layer) => ({ ...layer, dependsOn: layer.dependsOn.filter((id) => inside.has(id)) })),
    async ({ id }) => {
      const started = performance.now();
      try {
        end(await rollLayer(context, inside.get(id) as Layer, create));
      } catch (error) {
        end(unfinished(id, error, hundredths((performance.now() - started) / 1000)), error);
        throw error;
      }
    },
    { signal: stop },
  );
  for (const [id, outcome] of outcomes) if (outcome.status === "skipped") end(notBegun(id, outcome));
  return chosen.flatMap(({ id }) => ended.get(id) ?? []);
}

/** A layer as the display needs it before it begins. */
function announced({ book }: RolloutContext, { id, dependsOn }: Layer) {
  const { seconds = 0, steps = 0 } = book.ledger.layers[id] ?? {};
  return { id, dependsOn, ...(steps === 0 ? {} : { expected: { seconds, steps } }) };
}

function noteRun({ book }: RolloutContext, { run, command, who, startedAt, seconds, ok, rollout }: RunReport) {
  const layers = Object.fromEntries((rollout?.layers ?? []).map(({ id, status }) => [id, status] as const));
  return book.noteRun({ run, command, who, startedAt, seconds, ok, layers });
}

function unfinished(id: string, error: unknown, seconds: number): RolledOutLayer {
  const stopped = error instanceof TandemError && error.kind === "aborted";
  return { id, status: stopped ? "stopped" : "failed", reason: wordsOf(error), seconds, operations: {} };
}

function notBegun(id: string, { because }: Extract<LayerOutcome<unknown>, { status: "skipped" }>): RolledOutLayer {
  const status = because === "stopped on request" ? "stopped" : "blocked";
  return { id, status, reason: because, seconds: 0, operations: {} };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof TandemError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message}\nfix: ${hint}`;
}

function oneAfterAnother(create: CreateStack): CreateStack {
  let last: Promise<void> = Promise.resolve();
  return (layer) => {
    const made = last.then(() => create(layer));
    // The next one is not stopped by this one's failure, which its own caller gets.
    last = made.catch(() => undefined);
    return made;
  };
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
