import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  ProgressSink,
  PulumiEngine,
  findKeptRehearsal,
  keptRehearsals,
  rehearsalConfig,
  rehearsalsDirectory,
  rehearse,
  removeRehearsal,
  replaceProcessEnvironment,
  repositoryRoot,
} from "@tandem/orchestrator";
import type { RehearsalReport } from "@tandem/orchestrator";
import { pulumiVersion, startProvingGround, stopProvingGround } from "@tandem/rehearsal";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { liveProgress } from "../render/live.ts";
import { plainProgress } from "../render/plain.ts";
import { reportHtml } from "../render/report-html.ts";

/** `tandem rehearse` */
export async function rehearseCommand(invocation: Invocation): Promise<ExitCode> {
  const { args, options } = invocation;
  if (options["stop"] === true) return stopKept(invocation, args[0]);
  const keep = options["keep"] === true;
  const report = await run(invocation, keep);
  const files = await writeReport(report);
  if (options["json"] === true) invocation.terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  invocation.terminal.err(summary(report, files, keep));
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

async function run({ args, signal, terminal }: Invocation, keep: boolean): Promise<RehearsalReport> {
  const config = rehearsalConfig(args[0]);
  const directory = join(rehearsalsDirectory(repositoryRoot), config.environment);
  const logs = join(reportFolder(config.environment), "logs");
  const live = terminal.live ? liveProgress() : undefined;
  const progress = new ProgressSink(live?.emit ?? plainProgress(terminal.err));
  try {
    return await rehearse({
      root: repositoryRoot,
      directory,
      logs,
      config,
      keep,
      signal,
      progress,
      startGround: () => startProvingGround({ directory, id: config.environment, signal }),
      makeEngine: (environment) => {
        replaceProcessEnvironment(environment);
        return new PulumiEngine({ root: repositoryRoot, environment, logs });
      },
      pulumiVersion,
    });
  } finally {
    await live?.finish();
  }
}

/** Where a rehearsal's report and engine logs stay. */
function reportFolder(environment: string): string {
  return join(repositoryRoot, "reports", environment);
}

async function writeReport(report: RehearsalReport): Promise<readonly string[]> {
  const base = join(reportFolder(report.environment), "report");
  await writeFile(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${base}.html`, await reportHtml(report));
  return [`${base}.json`, `${base}.html`].map((file) => relative(repositoryRoot, file));
}

function summary(report: RehearsalReport, files: readonly string[], keep: boolean): string {
  const failed = report.checks.filter(({ ok }) => !ok);
  const verdict =
    failed.length === 0
      ? `${report.checks.length} checks hold, ${report.seconds.toFixed(1)} s`
      : `${failed.length} of ${report.checks.length} checks fail\n${failed.map(({ id, detail }) => `  ${id}: ${detail}`).join("\n")}`;
  const pending = report.teardown.pendingDeletion.map(
    ({ id, region, pendingDeletion }) => `  ${id} (${region}): ${pendingDeletion ?? ""}`,
  );
  const lines = [
    "",
    `rehearsal of ${report.profile}: ${verdict}`,
    ...(pending.length === 0 ? [] : ["keys that AWS would delete after their waiting period:", ...pending]),
    `report: ${files.join(", ")}`,
    ...(keep
      ? [
          `kept: ${report.environment}; use it with: tandem shell ${report.environment}`,
          `stop it with: tandem rehearse --stop ${report.environment}`,
        ]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

async function stopKept({ terminal }: Invocation, environment: string | undefined): Promise<ExitCode> {
  const kept =
    environment === undefined
      ? await keptRehearsals(repositoryRoot)
      : [await findKeptRehearsal(repositoryRoot, environment)];
  if (kept.length === 0) terminal.err("no rehearsal is up\n");
  for (const rehearsal of kept) {
    const running = await stopProvingGround(rehearsal.directory);
    await removeRehearsal(repositoryRoot, rehearsal);
    terminal.err(
      `${rehearsal.environment}: ${running ? "stopped and removed" : "was not running; removed what it left"}\n`,
    );
  }
  return exitCodes.ok;
}
