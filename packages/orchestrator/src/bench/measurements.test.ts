import { describe, expect, it } from "vitest";
import { judge } from "./measurements.ts";
import type { BenchMeasurements, MeasuredRound } from "./measurements.ts";
import { benchReportSchema } from "./report.ts";

function round(tandem: number, loop: number, overheadSecondsPerLayer: number, cold: number): MeasuredRound {
  return {
    order: ["tandem", "loop"],
    tandem: {
      times: {
        seconds: tandem,
        layers: [{ id: "shared", seconds: tandem }],
        criticalPath: { seconds: tandem, layers: ["shared"] },
        overheadSecondsPerLayer,
      },
      handlers: { cold: [cold], warm: [60.04, 61] },
    },
    loop: { seconds: loop, layers: [{ id: "shared", seconds: loop }] },
    unchanged: { tandemSeconds: loop * 0.1, loopSeconds: loop, ratio: 0.1 },
    plan: {
      seconds: loop * 1.2,
      layers: [{ id: "shared", seconds: loop }],
      criticalPath: { seconds: loop, layers: ["shared"] },
      ratio: 1.2,
    },
  };
}

const synthetic: BenchMeasurements["synthetic"] = {
  layers: 200,
  millisecondsPerLayer: 2.5,
  unchangedMillisecondsPerLayer: 3,
  ledgerBytesPerLayer: 1300,
  heap: [
    { layers: 50, bytes: 50_000_000 },
    { layers: 200, bytes: 50_600_000 },
  ],
  heapBytesPerLayer: 4000,
};

function measured(rounds: readonly MeasuredRound[], memoryBytes: number | undefined): BenchMeasurements {
  return {
    profile: "payments-us",
    startedAt: new Date("2026-11-21T09:00:00.000Z"),
    seconds: 100.123,
    machine: { cpu: "EPYC", cores: 2, memoryBytes: 8e9, loadAverage: 0.5, node: "24.21.0" },
    mode: { pulumi: "3.259.0", languageHost: "stand-in", awsPlugin: "stand-in", emulator: "MiniStack 1.5.33" },
    rounds,
    synthetic,
    bundles: [{ name: "transaction", bytes: 560_000, gzipBytes: 170_000 }],
    memory: memoryBytes === undefined ? undefined : { bytes: memoryBytes, processes: 1, byCommand: [] },
  };
}

const well = measured([round(1, 10, 0, 1)], 1);

/** A round that is well but for one ratio. */
function missing(part: "unchanged" | "plan", ratio: number): MeasuredRound {
  const taken = round(1, 10, 0, 1);
  return { ...taken, [part]: { ...taken[part], ratio } };
}

describe("judge", () => {
  it("takes the median of each figure, the ratio's from ratios of the same round", () => {
    const rounds = [round(9, 10, 0.1, 140), round(30, 20, 0.3, 150), round(8, 16, 0.2, 130)];
    const report = judge(measured(rounds, 2.5e9), null);
    expect(benchReportSchema.parse(report)).toEqual(report);
    expect(report.rollout).toMatchObject({
      tandemSeconds: 9,
      loopSeconds: 16,
      ratio: 0.9,
      overheadSecondsPerLayer: 0.2,
    });
    expect(report.rollout.rounds.map(({ ratio }) => ratio)).toEqual([0.9, 1.5, 0.5]);
    expect(report.handler.cold).toEqual({ count: 3, p50: 140, p90: 150, p99: 150, max: 150 });
    expect(report.handler.warm).toEqual({ count: 6, p50: 60, p90: 61, p99: 61, max: 61 });
    expect(report.budgets).toEqual([
      { id: "rollout-ratio", value: 0.9, limit: 0.9, unit: "of the loop", ok: true },
      { id: "scheduler-overhead", value: 0.2, limit: 0.3, unit: "s a layer", ok: true },
      { id: "unchanged-ratio", value: 0.1, limit: 0.35, unit: "of the loop", ok: true },
      { id: "plan-ratio", value: 1.2, limit: 1.3, unit: "of its previews", ok: true },
      { id: "synthetic-overhead", value: 3, limit: 5, unit: "ms a layer", ok: true },
      { id: "synthetic-heap", value: 4, limit: 8, unit: "kB a layer", ok: true },
      { id: "peak-memory", value: 2.5, limit: 2.5, unit: "GB", ok: true },
    ]);
    expect(report.ok).toBe(true);
  });

  it.each([
    ["rollout-ratio", measured([round(9.02, 10, 0, 1)], 1)],
    ["scheduler-overhead", measured([round(1, 10, 0.301, 1)], 1)],
    ["unchanged-ratio", measured([missing("unchanged", 0.351)], 1)],
    ["plan-ratio", measured([missing("plan", 1.301)], 1)],
    ["synthetic-overhead", { ...well, synthetic: { ...synthetic, millisecondsPerLayer: 5.1 } }],
    ["synthetic-overhead", { ...well, synthetic: { ...synthetic, unchangedMillisecondsPerLayer: 5.1 } }],
    ["synthetic-heap", { ...well, synthetic: { ...synthetic, heapBytesPerLayer: 8001 } }],
    ["peak-memory", measured([round(1, 10, 0, 1)], 2.51e9)],
  ])("is not well when %s is missed", (missed, measurements) => {
    const report = judge(measurements, null);
    expect(report.ok).toBe(false);
    expect(report.budgets.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual([missed]);
  });

  it("has no memory to judge where none was seen", () => {
    const report = judge(measured([round(1, 10, 0, 1)], undefined), null);
    expect(report.memory).toBeNull();
    expect(report.budgets.map(({ id }) => id)).not.toContain("peak-memory");
  });
});
