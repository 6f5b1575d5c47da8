import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { rollOutOnGround } from "../rehearsal/rollout.ts";
import type { GroundEnvironment } from "../rehearsal/rollout.ts";
import { CHECKER_REGIONS } from "../rollout/gate-questions.ts";
import type { LayerStatus, RolloutEvent } from "../rollout/events.ts";
import type { RolloutOptions } from "../rollout/options.ts";
import type { RunReport } from "../rollout/report.ts";

/** An environment to measure in. */
export interface BenchContext extends GroundEnvironment {
  readonly tell: (text: string) => void;
}

/** One `pulumi up --yes --skip-preview` of one layer, as a person types it. Throws when it fails. */
export type PlainUp = (layer: Layer) => Promise<void>;

/** Route 53's checkers as if all of them had asked already: one in each of its regions. */
const promptCheckers = Array.from({ length: CHECKER_REGIONS }, (_, index) => ({
  region: String(index),
  status: "Success: HTTP Status Code 200",
}));

/**
 * What `tandem up --yes` does, but for the up to ten seconds that a new health check's checkers take to ask for the first
 * time: AWS imposes them on whoever rolls out, and the loop beside it does not wait for them either.
 * @throws TandemError with the reason of the first layer that is not done */
export async function takeRollout(context: BenchContext, through?: RolloutOptions["engine"]): Promise<RunReport> {
  const ground = { ...context.ground, checkerReports: async () => promptCheckers };
  const report = await rollOutOnGround({ ...context, ground }, tellPhases(context.tell), through);
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
