import { hundredths } from "../rehearsal/outcomes.ts";
import type { HandlerTimes } from "./handler-times.ts";
import { MEASURED_PATH } from "./handler-times.ts";
import { LOOK_EVERY_MS } from "./memory.ts";
import type { MemoryPeak } from "./memory.ts";
import type { BenchReport, BenchRound } from "./report.ts";
import { thousandths } from "./context.ts";
import { median, percentiles } from "./statistics.ts";

/** One round: the same rollout both ways, and requests to what Tandem rolled out. */
export interface MeasuredRound {
  readonly order: readonly ("tandem" | "loop")[];
  readonly tandem: { readonly times: BenchRound["tandem"]; readonly handlers: HandlerTimes };
  readonly loop: BenchRound["loop"];
  readonly unchanged: BenchRound["unchanged"];
  readonly plan: BenchRound["plan"];
}

/** Everything that a benchmark measured, before it is judged. */
export interface BenchMeasurements extends Pick<BenchReport, "profile" | "seconds" | "machine" | "mode" | "synthetic"> {
  readonly startedAt: Date;
  readonly rounds: readonly MeasuredRound[];
  readonly bundles: BenchReport["handler"]["bundles"];
  readonly memory: MemoryPeak | undefined;
}

/** What a rollout may cost: see docs/benchmarks.md. */
const limits = {
  ratio: 0.9,
  overheadSecondsPerLayer: 0.3,
  unchangedRatio: 0.35,
  planRatio: 1.3,
  syntheticMillisecondsPerLayer: 5,
  syntheticHeapKilobytesPerLayer: 8,
  memoryGigabytes: 2.5,
};

const memoryMethod =
  `proportional sets of the CLI and all its descendants, added up whenever their resident sets, looked at every ` +
  `${LOOK_EVERY_MS} ms, are larger than before; pages that processes share count once, and shorter peaks can be missed`;

/** The report: medians, percentiles, and whether the budgets are kept. */
export function judge(measured: BenchMeasurements, tests: BenchReport["tests"]): BenchReport {
  const { rounds, memory } = measured;
  const judged = rounds.map(({ order, tandem, loop, unchanged, plan }): BenchRound => ({
    order: [...order],
    tandem: tandem.times,
    loop,
    ratio: thousandths(tandem.times.seconds / loop.seconds),
    unchanged,
    plan,
  }));
  const medianOf = (figure: (round: BenchRound) => number) => thousandths(median(judged.map(figure)));
  const rollout = {
    rounds: judged,
    tandemSeconds: medianOf(({ tandem }) => tandem.seconds),
    loopSeconds: medianOf(({ loop }) => loop.seconds),
    ratio: medianOf(({ ratio }) => ratio),
    overheadSecondsPerLayer: medianOf(({ tandem }) => tandem.overheadSecondsPerLayer),
    unchangedRatio: medianOf(({ unchanged }) => unchanged.ratio),
    planRatio: medianOf(({ plan }) => plan.ratio),
  };
  const { synthetic } = measured;
  const budget = (id: string, value: number, limit: number, unit: string) => ({
    id,
    value,
    limit,
    unit,
    ok: value <= limit,
  });
  const budgets = [
    budget("rollout-ratio", rollout.ratio, limits.ratio, "of the loop"),
    budget("scheduler-overhead", rollout.overheadSecondsPerLayer, limits.overheadSecondsPerLayer, "s a layer"),
    budget("unchanged-ratio", rollout.unchangedRatio, limits.unchangedRatio, "of the loop"),
    budget("plan-ratio", rollout.planRatio, limits.planRatio, "of its previews"),
    budget(
      "synthetic-overhead",
      Math.max(synthetic.millisecondsPerLayer, synthetic.unchangedMillisecondsPerLayer),
      limits.syntheticMillisecondsPerLayer,
      "ms a layer",
    ),
    budget(
      "synthetic-heap",
      thousandths(synthetic.heapBytesPerLayer / 1000),
      limits.syntheticHeapKilobytesPerLayer,
      "kB a layer",
    ),
    ...(memory === undefined
      ? []
      : [budget("peak-memory", thousandths(memory.bytes / 1e9), limits.memoryGigabytes, "GB")]),
  ];
  const times = (of: keyof HandlerTimes) => rounded(rounds.flatMap(({ tandem }) => tandem.handlers[of]));
  return {
    schemaVersion: 1,
    profile: measured.profile,
    startedAt: measured.startedAt.toISOString(),
    seconds: hundredths(measured.seconds),
    ok: budgets.every(({ ok }) => ok),
    machine: measured.machine,
    mode: measured.mode,
    rollout,
    synthetic,
    handler: {
      request: `GET ${MEASURED_PATH}`,
      cold: times("cold"),
      warm: times("warm"),
      bundles: measured.bundles,
    },
    memory:
      memory === undefined
        ? null
        : {
            method: memoryMethod,
            peakBytes: memory.bytes,
            processes: memory.processes,
            byCommand: [...memory.byCommand],
          },
    tests,
    budgets,
  };
}

function rounded(milliseconds: readonly number[]): BenchReport["handler"]["cold"] {
  return percentiles(milliseconds.map((value) => Math.round(value * 10) / 10));
}
