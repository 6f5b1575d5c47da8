import { TandemError } from "@tandem/config";
import type { Contract, OutputsOf } from "@tandem/contracts";
import { layerId } from "@tandem/contracts";
import type { ResourceStep } from "../ports.ts";
import type { LayerOutcome } from "../runner.ts";
import type { Check, LayerReport } from "./report.ts";

export type Outcomes<T> = ReadonlyMap<string, LayerOutcome<T>>;

/** One check per layer: it was done, and nothing in its result speaks against it. */
export function outcomeChecks<T>(
  prefix: string,
  outcomes: Outcomes<T>,
  done: string,
  wrong: (value: T) => string | undefined = () => undefined,
): Check[] {
  return [...outcomes].map(([id, outcome]) => {
    const because = failure(outcome, wrong);
    return { id: `${prefix}-${id}`, ok: because === undefined, detail: because ?? done };
  });
}

function failure<T>(outcome: LayerOutcome<T>, wrong: (value: T) => string | undefined): string | undefined {
  switch (outcome.status) {
    case "done":
      return wrong(outcome.value);
    case "failed":
      return outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
    case "skipped":
      return `not run: ${outcome.because}`;
  }
}

/** Whether every layer was done. */
export function allDone(outcomes: Outcomes<unknown>): boolean {
  return [...outcomes.values()].every(({ status }) => status === "done");
}

/** A preview's changes in words; undefined when there are none. */
export function describeChanges(changes: readonly ResourceStep[]): string | undefined {
  if (changes.length === 0) return undefined;
  return `would change: ${changes.map(({ operation, type, name }) => `${operation} ${type} ${name}`).join(", ")}`;
}

/** The outputs that a layer's rollout published; its gate has parsed them with this contract. */
export function outputsOf<C extends Contract>(rollout: Outcomes<unknown>, contract: C): OutputsOf<C> {
  const outcome = rollout.get(layerId(contract));
  if (outcome?.status === "done") return outcome.value as OutputsOf<C>;
  throw new TandemError("bug", `${layerId(contract)} was not rolled out, so it has no outputs`, { kind: "bug" });
}

/** A layer's line in the report. */
export function layerReport(
  id: string,
  rollout: LayerOutcome<unknown> | undefined,
  resources: number | undefined,
  preview: LayerOutcome<readonly ResourceStep[]> | undefined,
): LayerReport {
  return {
    id,
    status: rollout?.status === "done" ? "deployed" : (rollout?.status ?? "skipped"),
    seconds: rollout === undefined || rollout.status === "skipped" ? 0 : hundredths(rollout.seconds),
    resources: resources ?? 0,
    secondPreviewChanges: preview?.status === "done" ? preview.value.length : null,
  };
}

/** Seconds with two decimals. */
export function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
