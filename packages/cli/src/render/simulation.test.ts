import { expect, it } from "vitest";
import { simulationHtml } from "./simulation-html.ts";
import { simulationReport, simulationTable } from "./simulation.ts";

const report = simulationReport({
  profile: "payments-us",
  runs: 4,
  seed: 7,
  failureThreshold: 3,
  faultRates: [100],
  results: [
    {
      intervalSeconds: 10,
      result: {
        detectedMs: [34_000, 31_000, 32_000, 33_000],
        writableMs: [38_000, 35_000, 36_000, 37_000],
        incidents: 4,
        falseFailovers: { "api-dead": 1 },
      },
    },
    { intervalSeconds: 30, result: { detectedMs: [], writableMs: [], incidents: 4, falseFailovers: {} } },
  ],
});

it("tells each figure as simulated, and what was not reached as a dash", () => {
  expect(simulationTable(report)).toMatchInlineSnapshot(`
    "simulated, nothing measured: payments-us, 4 dark primaries and 4 passing incidents per interval, seed 7

    health check  seconds                   n  p50   p95   p99   max
    10 s x 3      dark to decided           4  32.0  34.0  34.0  34.0
                  dark to standby writable  4  36.0  38.0  38.0  38.0
    30 s x 3      dark to decided           0  -     -     -     -
                  dark to standby writable  0  -     -     -     -

    health check  passing incidents a year  false failovers  a year  a year, at most (95 %)
    10 s x 3      100                       1 of 4           25      130
    30 s x 3      100                       0 of 4           0       75
    "
  `);
});

it("plots the share of dark primaries by whole percentiles", () => {
  const [{ curves } = { curves: { detection: [], failover: [] } }] = report.intervals;
  expect(curves.detection).toHaveLength(101);
  expect([0, 25, 26, 50, 100].map((percent) => curves.detection[percent])).toEqual([31, 31, 32, 32, 34]);
});

it("is one page with its plot in it, and nothing from outside", async () => {
  const html = await simulationHtml(report);
  expect(html).toContain("Every figure here is simulated");
  expect(html).toContain("<svg");
  expect(html).toContain("10 s x 3, standby writable");
  expect(html).not.toMatch(/<script|src=|<link|undefined|NaN/);
});
