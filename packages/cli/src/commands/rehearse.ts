import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  ProgressSink,
  PulumiEngine,
  TandemError,
  awsLateResources,
  awsPlugins,
  findKeptRehearsal,
  keptRehearsals,
  rehearsalConfig,
  rehearsalsDirectory,
  rehearse,
  removeRehearsal,
  replaceProcessEnvironment,
  repositoryRoot,
} from "@tandem/orchestrator";
import type { AwsPlugin, RehearsalReport } from "@tandem/orchestrator";
import { pulumiVersion, startProvingGround, stopProvingGround } from "@tandem/rehearsal";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, OptionValues } from "../command.ts";
import { liveProgress } from "../render/live.ts";
import { plainProgress } from "../render/plain.ts";
import { rehearsalSummary } from "../render/rehearsal-summary.ts";
import { reportHtml } from "../render/report-html.ts";

/** `tandem rehearse` */
export async function rehearseCommand(invocation: Invocation): Promise<ExitCode> {
  const { args, options } = invocation;
  if (options["stop"] === true) return stopKept(invocation, args[0]);
  const report = await runRehearsal(invocation, args[0], options["keep"] === true);
  if (options["json"] === true) invocation.terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

/** Rehearses a profile, writes the report, and says what it found and where it is. */
export async function runRehearsal(
  invocation: Invocation,
  profile: string | undefined,
  keep: boolean,
): Promise<RehearsalReport> {
  const { report, endpoint } = await run(invocation, profile, keep);
  const files = await writeReport(report);
  invocation.terminal.err(rehearsalSummary(report, files, keep ? endpoint : undefined));
  return report;
}

async function run(
  { options, signal, terminal }: Invocation,
  profile: string | undefined,
  keep: boolean,
): Promise<{ readonly report: RehearsalReport; readonly endpoint: string }> {
  const awsPlugin = pluginOption(options["plugin"]);
  const config = rehearsalConfig(profile);
  const directory = join(rehearsalsDirectory(repositoryRoot), config.environment);
  const logs = join(reportFolder(config.environment), "logs");
  const live = terminal.live ? liveProgress() : undefined;
  const progress = new ProgressSink(live?.emit ?? plainProgress(terminal.err));
  let endpoint = "";
  try {
    const report = await rehearse({
      root: repositoryRoot,
      directory,
      logs,
      config,
      keep,
      awsPlugin,
      signal,
      progress,
      startGround: async () => {
        const ground = await startProvingGround({ directory, id: config.environment, awsPlugin, signal });
        ({ endpoint } = ground);
        return ground;
      },
      makeEngine: (environment) => {
        replaceProcessEnvironment(environment);
        return new PulumiEngine({ root: repositoryRoot, environment, logs });
      },
      late: awsLateResources(),
      pulumiVersion,
    });
    return { report, endpoint };
  } finally {
    await live?.finish();
  }
}

function pluginOption(value: OptionValues[string]): AwsPlugin {
  const plugin = awsPlugins.find((known) => known === (value ?? "stand-in"));
  if (plugin !== undefined) return plugin;
  throw new TandemError(
    "plugin-unknown",
    `--plugin: ${JSON.stringify(value)} is not accepted; legal: ${awsPlugins.join(" | ")}`,
    { hint: "tandem rehearse payments-us --plugin stand-in" },
  );
}

/** Where a rehearsal's report and engine logs stay. */
export function reportFolder(environment: string): string {
  return join(repositoryRoot, "reports", environment);
}

export async function writeReport(report: RehearsalReport): Promise<readonly string[]> {
  const base = join(reportFolder(report.environment), "report");
  await writeFile(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(`${base}.html`, await reportHtml(report));
  return [`${base}.json`, `${base}.html`].map((file) => relative(repositoryRoot, file));
}

export async function stopKept(
  { terminal }: Pick<Invocation, "terminal">,
  environment: string | undefined,
): Promise<ExitCode> {
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
