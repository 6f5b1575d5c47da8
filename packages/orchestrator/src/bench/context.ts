import { TandemError } from "@tandem/config";
import { AwsLookup } from "../recovery/aws/lookup.ts";
import { recoverLayer } from "../recovery/recover-layer.ts";
import type { Layer } from "@tandem/contracts";
import type { LayerEngine, RolloutEngine, StateStore } from "../ports.ts";
import { thisRunner } from "../ledger/lock.ts";
import type { PhaseContext } from "../rehearsal/phases.ts";
import type { RolloutEvent } from "../rollout/events.ts";
import type { RolloutOptions } from "../rollout/options.ts";
import type { RunReport } from "../rollout/report.ts";
import { rollOut } from "../rollout/roll-out.ts";

/** As much of an engine as a benchmark takes. */
export type BenchEngine = RolloutEngine & Pick<LayerEngine, "preview" | "checkpoint" | "settlePending">;

/** An environment to measure in. */
export interface BenchContext extends PhaseContext {
  readonly engine: BenchEngine;
  readonly store: StateStore;
  /** Of what runs the programs, as in `RolloutOptions`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The folder that gets the engine's output. */
  readonly logs: string;
  readonly tell: (text: string) => void;
}

/** One `pulumi up --yes --skip-preview` of one layer, as a person types it. Throws when it fails. */
export type PlainUp = (layer: Layer) => Promise<void>;

/**
 * What `tandem up --yes` does: lock, ledger, digests, recovery, gates.
 * @throws TandemError with the reason of the first layer that is not done
 */
export async function takeRollout(
  { root, config, layers, ground, engine, store, versions, logs, tell, signal }: BenchContext,
  through: RolloutOptions["engine"] = engine,
): Promise<RunReport> {
  const lookup = new AwsLookup();
  const report = await rollOut({
    root,
    environment: config.environment,
    layers,
    selection: {},
    engine: through,
    store,
    runner: thisRunner("up"),
    versions,
    call: (url, init) => ground.call(url, init),
    recover: (layer, options) => recoverLayer(layer, { engine, store, lookup, ...options }),
    emit: tellPhases(tell),
    logOf: () => logs,
    stop: signal,
    signal,
  });
  if (signal.aborted) throw stopped();
  const failed = report.rollout?.layers.find(({ status }) => status === "failed");
  if (failed === undefined) return report;
  throw new TandemError("layer-failed", `${failed.id} failed\n${failed.reason}`, {
    kind: "deploy",
    hint: `see ${logs}`,
  });
}

/** Tells which layer does what. */
export function tellPhases(tell: (text: string) => void): (event: RolloutEvent) => void {
  return (event) => {
    if (event.type === "layer-phase") tell(`${event.layer}: ${event.phase}`);
  };
}

export function stopped(): TandemError {
  return new TandemError("aborted", "the benchmark was stopped", { kind: "aborted" });
}

/** Seconds that a task took, and what it gave. */
export async function timed<T>(run: () => Promise<T>): Promise<{ readonly seconds: number; readonly value: T }> {
  const started = performance.now();
  const value = await run();
  return { seconds: (performance.now() - started) / 1000, value };
}

export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
