import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunReport } from "@tandem/orchestrator";
import { Eta } from "eta";

/** A run's report as one HTML page without scripts or anything from outside. */
export async function runReportHtml(report: RunReport): Promise<string> {
  const eta = new Eta({ autoEscape: true, useWith: false });
  const template = await readFile(join(import.meta.dirname, "report.eta"), "utf8");
  return eta.renderString(template, { report });
}
