import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import { hundredths, outputsOf } from "../rehearsal/outcomes.ts";
import type { Outcomes } from "../rehearsal/outcomes.ts";
import { rollOut } from "../rehearsal/phases.ts";
import type { PhaseContext } from "../rehearsal/phases.ts";
import { criticalPath } from "./critical-path.ts";
import type { BenchRound } from "./report.ts";

/** One `pulumi up --yes --skip-preview` of one layer, as a person types it. Throws when it fails. */
export type PlainUp = (layer: Layer) => Promise<void>;

/** A rollout by Tandem's own runner, and the two APIs that came of it. */
export async function tandemRollout(
  context: PhaseContext,
): Promise<{ readonly times: BenchRound["tandem"]; readonly apis: readonly string[] }> {
  const { seconds, value: outcomes } = await timed(() => rollOut(context));
  requireDone(outcomes);
  const layers = context.layers.map(({ id }) => ({ id, seconds: secondsOf(outcomes, id) }));
  const path = criticalPath(context.layers, new Map(layers.map((layer) => [layer.id, layer.seconds])));
  return {
    times: {
      seconds: hundredths(seconds),
      layers: layers.map((layer) => ({ ...layer, seconds: hundredths(layer.seconds) })),
      criticalPath: { seconds: hundredths(path.seconds), layers: [...path.layers] },
      overheadSecondsPerLayer: thousandths((seconds - path.seconds) / layers.length),
    },
    apis: [primaryRegionContract, standbyRegionContract].map((contract) => outputsOf(outcomes, contract).apiEndpoint),
  };
}

/** The same rollout by a loop over the layers, in order. */
export async function loopRollout(
  { layers, signal }: Pick<PhaseContext, "layers" | "signal">,
  plainUp: PlainUp,
  tell: (text: string) => void,
): Promise<BenchRound["loop"]> {
  const times: { id: string; seconds: number }[] = [];
  const { seconds } = await timed(async () => {
    for (const layer of layers) {
      if (signal.aborted) throw stopped();
      tell(layer.id);
      const up = await timed(() => plainUp(layer));
      times.push({ id: layer.id, seconds: hundredths(up.seconds) });
    }
  });
  return { seconds: hundredths(seconds), layers: times };
}

/** @throws the error of the first layer that failed */
export function requireDone(outcomes: Outcomes<unknown>): void {
  for (const outcome of outcomes.values()) if (outcome.status === "failed") throw outcome.error;
  if ([...outcomes.values()].some(({ status }) => status === "skipped")) throw stopped();
}

export function stopped(): TandemError {
  return new TandemError("aborted", "the benchmark was stopped", { kind: "aborted" });
}

function secondsOf(outcomes: Outcomes<unknown>, id: string): number {
  const outcome = outcomes.get(id);
  if (outcome?.status !== "done") throw new TandemError("bug", `no time was taken of ${id}`, { kind: "bug" });
  return outcome.seconds;
}

async function timed<T>(run: () => Promise<T>): Promise<{ readonly seconds: number; readonly value: T }> {
  const started = performance.now();
  const value = await run();
  return { seconds: (performance.now() - started) / 1000, value };
}

export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
