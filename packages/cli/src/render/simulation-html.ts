import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Eta } from "eta";
import { perYear } from "./simulation.ts";
import type { SimulationReport } from "./simulation.ts";
import { svgOf } from "./svg.ts";

/** The report as one HTML page: figures, and the plot drawn in advance, without scripts or anything from outside. */
export async function simulationHtml(report: SimulationReport): Promise<string> {
  const eta = new Eta({ autoEscape: true, useWith: false });
  const template = await readFile(join(import.meta.dirname, "simulation.eta"), "utf8");
  return eta.renderString(template, { report, perYear, plot: await plot(report) });
}

/** Share of dark primaries by the time that it took, as SVG. */
function plot({ intervals, failureThreshold }: SimulationReport): Promise<string> {
  const values = intervals.flatMap(({ intervalSeconds, curves }) =>
    (["detection", "failover"] as const).flatMap((stage) =>
      curves[stage].map((seconds, percent) => ({
        seconds,
        percent,
        series: `${intervalSeconds} s x ${failureThreshold}, ${stage === "detection" ? "decided" : "standby writable"}`,
      })),
    ),
  );
  return svgOf({
    width: 720,
    height: 320,
    background: "white",
    title: "Simulated: share of dark primaries, by seconds since dark",
    layer: [
      {
        data: { values },
        mark: { type: "line", interpolate: "step-after" },
        encoding: {
          x: { field: "seconds", type: "quantitative", title: "seconds since dark", scale: { zero: true } },
          y: { field: "percent", type: "quantitative", title: "%" },
          color: { field: "series", type: "nominal", title: "health check" },
        },
      },
      {
        data: { values: [{ budget: 60 }] },
        mark: { type: "rule", strokeDash: [4, 4] },
        encoding: { x: { field: "budget", type: "quantitative" } },
      },
    ],
  });
}
