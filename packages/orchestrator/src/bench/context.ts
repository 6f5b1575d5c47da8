import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { rollOutOnGround } from "../rehearsal/rollout.ts";
import type { GroundEnvironment } from "../rehearsal/rollout.ts";
import type { LayerStatus, RolloutEvent } from "../rollout/events.ts";
import type { RolloutOptions } from "../rollout/options.ts";
import type { RunReport } from "../rollout/report.ts";

/** An environment to measure in. */
export interface BenchContext extends GroundEnvironment {
  readonly tell: (text: string) => void;
}

/** One `pulumi up --yes --skip-preview` of one layer, as a person types it. Throws when it fails. */
export type PlainUp = (layer: Layer) => Promise<void>;

/** What `tandem up --yes` does. @throws TandemError with the reason of the first layer that is not done */
export async function takeRollout(context: BenchContext, through?: RolloutOptions["engine"]): Promise<RunReport> {
  const report = await rollOutOnGround(context, tellPhases(context.tell), through);
  requireDone(report.rollout?.layers ?? [], context);
  return report;
}

/** @throws TandemError where a layer of a rollout or a teardown is not done, with the reason of the first that failed */
export function requireDone(
  layers: readonly { readonly id: string; readonly status: LayerStatus; readonly reason?: string | undefined }[],
  { logs, signal }: Pick<BenchContext, "logs" | "signal">,
): void {
  if (signal.aborted) throw stopped();
  const failed = layers.find(({ status }) => status === "failed");
  if (failed === undefined) return;
  throw new TandemError("layer-failed", `${failed.id} failed\n${failed.reason ?? "it does not say why"}`, {
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
