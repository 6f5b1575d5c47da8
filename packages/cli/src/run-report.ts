import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { repositoryRoot } from "@tandem/orchestrator";
import type { RunReport } from "@tandem/orchestrator";
import { runReportHtml } from "./render/run/report-html.ts";

/** Writes a run's report beside its logs, as JSON and as a page, over that of the last run of the command. */
export async function writeRunReport(report: RunReport): Promise<readonly string[]> {
  const folder = join(repositoryRoot, "reports", report.environment);
  await mkdir(folder, { recursive: true });
  const base = join(folder, `${report.command}-report`);
  await writeFile(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${base}.html`, await runReportHtml(report));
  return [`${base}.json`, `${base}.html`].map((file) => relative(repositoryRoot, file));
}
