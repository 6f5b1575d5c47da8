import type { BenchReport } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { benchTable } from "./bench-table.ts";

const report: BenchReport = {
  schemaVersion: 1,
  profile: "payments-us",
  startedAt: "2026-11-21T09:00:00.000Z",
  seconds: 100,
  ok: false,
  machine: { cpu: "EPYC", cores: 2, memoryBytes: 8e9, loadAverage: 0.5, node: "24.21.0" },
  mode: { pulumi: "3.259.0", languageHost: "stand-in", awsPlugin: "stand-in", emulator: "MiniStack 1.5.33" },
  rollout: {
    rounds: [
      {
        order: ["tandem", "loop"],
        tandem: {
          seconds: 9,
          layers: [
            { id: "shared", seconds: 4 },
            { id: "primary-region", seconds: 5 },
          ],
          criticalPath: { seconds: 9, layers: ["shared", "primary-region"] },
          overheadSecondsPerLayer: 0.001,
        },
        loop: {
          seconds: 10,
          layers: [
            { id: "shared", seconds: 3 },
            { id: "primary-region", seconds: 7 },
          ],
        },
        ratio: 0.9,
        unchanged: { tandemSeconds: 1.2, loopSeconds: 9.6, ratio: 0.125 },
        plan: {
          seconds: 6.05,
          layers: [
            { id: "shared", seconds: 2 },
            { id: "primary-region", seconds: 3.5 },
          ],
          criticalPath: { seconds: 5.5, layers: ["shared", "primary-region"] },
          ratio: 1.1,
        },
      },
    ],
    tandemSeconds: 9,
    loopSeconds: 10,
    ratio: 0.9,
    overheadSecondsPerLayer: 0.001,
    unchangedRatio: 0.125,
    planRatio: 1.1,
  },
  synthetic: {
    layers: 200,
    millisecondsPerLayer: 2.5,
    unchangedMillisecondsPerLayer: 1.25,
    ledgerBytesPerLayer: 1362,
    heap: [
      { layers: 50, bytes: 50_000_000 },
      { layers: 200, bytes: 50_600_000 },
    ],
    heapBytesPerLayer: 4000,
  },
  handler: {
    request: "GET /transactions/x",
    cold: { count: 2, p50: 140, p90: 150.2, p99: 150.2, max: 150.2 },
    warm: { count: 100, p50: 60, p90: 65, p99: 70, max: 90 },
    bundles: [{ name: "transaction", bytes: 560_000, gzipBytes: 172_600 }],
  },
  memory: {
    method: "sampled",
    peakBytes: 2.6e9,
    processes: 3,
    byCommand: [{ command: "node", processes: 2, bytes: 2.5e9 }],
  },
  tests: [{ project: "unit", seconds: 12.34, passed: 90, failed: 0, log: "reports/tests-unit.log" }],
  budgets: [
    { id: "rollout-ratio", value: 0.9, limit: 0.9, unit: "of the loop", ok: true },
    { id: "peak-memory", value: 2.6, limit: 2.5, unit: "GB", ok: false },
  ],
};

it("shows every figure, and which budgets are kept", () => {
  expect(benchTable(report, "reports/bench.json")).toMatchInlineSnapshot(`
    "
    bench of payments-us: 2 x EPYC, load 0.5 before; Pulumi 3.259.0, MiniStack 1.5.33, aws plugin stand-in

    rollout  tandem s  loop s  ratio
    round 1       9.0    10.0   0.90
    median        9.0    10.0   0.90

    layer           tandem s, by round  loop s, by round
    shared                         4.0               3.0
    primary-region                 5.0               7.0

    nothing changed  tandem s  loop s  ratio
    round 1              1.20    9.60   0.13

    plan        s  critical path of previews s  ratio
    round 1  6.05                         5.50   1.10

    200 layers without an engine  a layer
    everything to do, ms             2.50
    nothing changed, ms              1.25
    heap, kB                          4.0
    ledger, kB                        1.4

    GET /transactions/x, ms    n    p50    p90    p99    max
    cold                       2  140.0  150.2  150.2  150.2
    warm                     100   60.0   65.0   70.0   90.0

    bundle          kB  gzip kB
    transaction  560.0    172.6

    memory at the peak  processes    MB
    all                         3  2600
    node                        2  2500

    tests     s  passed  failed                     log
    unit   12.3      90       0  reports/tests-unit.log

    budget         measured  at most         unit
    rollout-ratio       0.9      0.9  of the loop    kept
    peak-memory         2.6      2.5           GB  MISSED

    report: reports/bench.json
    "
  `);
});

it("leaves out what was not measured", () => {
  const text = benchTable({ ...report, memory: null, tests: null }, "reports/bench.json");
  expect(text.split("\n").filter((line) => /^(memory|tests)/.test(line))).toEqual([]);
});
