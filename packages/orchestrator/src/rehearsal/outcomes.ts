import type { Checkpoint, ResourceStep } from "../ports.ts";
import type { LayerStatus } from "../rollout/events.ts";
import type { RolledOutLayer } from "../rollout/report.ts";
import type { LayerOutcome } from "../runner.ts";
import type { Check, LayerReport } from "./report.ts";

/** What a second look would change, by layer. */
export type Previews = ReadonlyMap<string, LayerOutcome<readonly ResourceStep[]>>;

/** How a layer of a rollout or a teardown ended. */
interface EndedLayer {
  readonly id: string;
  readonly status: LayerStatus;
  readonly reason?: string | undefined;
}

/** One check for each layer of a rollout or a teardown: it is done, or there was nothing to do. */
export function layerChecks(prefix: string, layers: readonly EndedLayer[], done: string): Check[] {
  return layers.map(({ id, status, reason = status }) => {
    const check = (ok: boolean, detail: string): Check => ({ id: `${prefix}-${id}`, ok, detail });
    switch (status) {
      case "done":
        return check(true, done);
      case "unchanged":
        return check(true, reason);
      case "failed":
        return check(false, reason);
      case "blocked":
      case "stopped":
        return check(false, `not run: ${reason}`);
    }
  });
}

/** One check for each layer that was looked at again: nothing would change. */
export function previewChecks(previews: Previews): Check[] {
  return [...previews].map(([id, outcome]) => {
    const wrong = previewProblem(outcome);
    return { id: `second-preview-${id}`, ok: wrong === undefined, detail: wrong ?? "no changes after a refresh" };
  });
}

function previewProblem(outcome: LayerOutcome<readonly ResourceStep[]>): string | undefined {
  switch (outcome.status) {
    case "done":
      return describeChanges(outcome.value);
    case "failed":
      return outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
    case "skipped":
      return `not run: ${outcome.because}`;
  }
}

/** The layers that are not done, in words; undefined when all are. */
export function notDone(
  layers: readonly { readonly id: string; readonly status: LayerStatus | LayerOutcome<unknown>["status"] }[],
): string | undefined {
  const open = layers.filter(({ status }) => status !== "done" && status !== "unchanged").map(({ id }) => id);
  return open.length === 0 ? undefined : `not done: ${open.join(", ")}`;
}

/** A preview's changes in words; undefined when there are none. */
export function describeChanges(changes: readonly ResourceStep[]): string | undefined {
  if (changes.length === 0) return undefined;
  return `would change: ${changes.map(({ operation, type, name }) => `${operation} ${type} ${name}`).join(", ")}`;
}

/** A layer's line in the report. */
export function layerReport(
  { id, status, seconds }: RolledOutLayer,
  state: Checkpoint | undefined,
  preview: LayerOutcome<readonly ResourceStep[]> | undefined,
): LayerReport {
  return {
    id,
    status: reported[status],
    seconds,
    resources: state?.resources.length ?? 0,
    secondPreviewChanges: preview?.status === "done" ? preview.value.length : null,
  };
}

const reported: Readonly<Record<LayerStatus, LayerReport["status"]>> = {
  done: "deployed",
  unchanged: "deployed",
  failed: "failed",
  blocked: "skipped",
  stopped: "skipped",
};

/** Seconds with two decimals. */
export function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
