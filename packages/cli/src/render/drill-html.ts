import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DrillReport } from "@tandem/orchestrator";
import { Eta } from "eta";
import type { TopLevelSpec } from "vega-lite";
import { percent, settingsPhrase } from "./drill-summary.ts";
import { svgOf } from "./svg.ts";

type Layered = Extract<TopLevelSpec, { layer: unknown }>;
type ScenarioReport = DrillReport["scenarios"][number];

/** The drills as one HTML page, its charts drawn in advance, without scripts or anything from outside. */
export async function drillHtml(report: DrillReport): Promise<string> {
  const eta = new Eta({ autoEscape: true, useWith: false });
  const template = await readFile(join(import.meta.dirname, "drill.eta"), "utf8");
  const scenarios = await Promise.all(
    report.scenarios.map(async (scenario) => ({ ...scenario, chart: await chart(scenario) })),
  );
  const failed = scenarios.filter(({ ok }) => !ok).length;
  return eta.renderString(template, { report, scenarios, sides: sidesOf(report), percent, settingsPhrase, failed });
}

/** The two drills that are compared, side by side; none where nothing is. */
function sidesOf({ comparison, scenarios }: DrillReport): readonly ScenarioReport[] {
  const ids = comparison === undefined ? [] : [comparison.scenario, comparison.reference];
  return ids.flatMap((id) => scenarios.filter((scenario) => scenario.id === id));
}

/** Answers a second and their latency over time, with what happened marked, as SVG. */
function chart({ load, timeline, startedAt, title }: ScenarioReport): Promise<string> {
  const began = Date.parse(startedAt);
  const answers = load.flatMap(({ second, good, bad }) => [
    { second, requests: good, answer: "good" },
    { second, requests: bad, answer: "bad or none" },
  ]);
  const latencies = load.flatMap(({ second, p50, max }) => [
    ...(p50 === undefined ? [] : [{ second, milliseconds: p50, which: "median" }]),
    ...(max === undefined ? [] : [{ second, milliseconds: max, which: "slowest" }]),
  ]);
  const events = timeline.map(({ at, source }, index) => {
    return { second: (Date.parse(at) - began) / 1000, event: String(index + 1), source };
  });
  const x = { field: "second", type: "quantitative", title: "seconds", scale: { zero: true } } as const;
  const marks: Layered["layer"] = [
    {
      data: { values: events },
      mark: { type: "rule", strokeDash: [3, 3], color: "#666" },
      encoding: { x },
    },
    {
      data: { values: events },
      mark: { type: "text", align: "left", dx: 3, fontSize: 10, color: "#333" },
      encoding: { x, y: { value: 8 }, text: { field: "event", type: "nominal" } },
    },
  ];
  return svgOf({
    background: "white",
    title: `What clients saw: ${title}`,
    vconcat: [
      {
        width: 760,
        height: 170,
        layer: [
          {
            data: { values: answers },
            mark: { type: "bar", width: 4 },
            encoding: {
              x,
              y: { field: "requests", type: "quantitative", title: "answers a second" },
              color: {
                field: "answer",
                type: "nominal",
                title: "answer",
                scale: { domain: ["good", "bad or none"], range: ["#1a7f37", "#b42318"] },
              },
            },
          },
          ...marks,
        ],
      },
      {
        width: 760,
        height: 120,
        layer: [
          {
            data: { values: latencies },
            mark: { type: "point", filled: true, size: 14 },
            encoding: {
              x,
              y: { field: "milliseconds", type: "quantitative", title: "latency, ms" },
              color: {
                field: "which",
                type: "nominal",
                title: "good answers",
                scale: { range: ["#1f6feb", "#9a6700"] },
              },
            },
          },
          ...marks,
        ],
      },
    ],
    resolve: { scale: { color: "independent" } },
  });
}
