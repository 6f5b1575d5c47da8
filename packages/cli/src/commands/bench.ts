import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  ProgressSink,
  PulumiEngine,
  TandemError,
  awsLateResources,
  bench,
  judge,
  layerFolder,
  rehearsalConfig,
  replaceProcessEnvironment,
  repositoryRoot,
} from "@tandem/orchestrator";
import type { BenchReport, PlainUp } from "@tandem/orchestrator";
import { pulumiVersion, startProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, OptionValues } from "../command.ts";
import { benchTable } from "../render/bench-table.ts";
import { liveProgress } from "../render/live.ts";
import { plainProgress } from "../render/plain.ts";
import { runVitest, testProjects } from "../vitest.ts";

const reports = join(repositoryRoot, "reports");

/** `tandem bench` */
export async function benchCommand(invocation: Invocation): Promise<ExitCode> {
  const { args, options, signal, terminal } = invocation;
  const rounds = roundsOf(options["rounds"]);
  const home = rehearsalConfig(args[0] ?? "payments-us");
  const logs = join(reports, home.environment, "logs");
  const tests = options["tests"] === true ? await timeTests(invocation, logs) : null;
  const live = terminal.live ? liveProgress() : undefined;
  try {
    const measured = await bench({
      root: repositoryRoot,
      home,
      rounds,
      logs,
      signal,
      progress: new ProgressSink(live?.emit ?? plainProgress(terminal.err)),
      startGround: (directory) => startProvingGround({ directory, id: home.environment, signal }),
      makeEngine: (environment) => {
        replaceProcessEnvironment(environment);
        return new PulumiEngine({ root: repositoryRoot, environment, logs });
      },
      late: awsLateResources(),
      makePlainUp: (environment) => plainUp(environment, logs, signal),
      pulumiVersion,
    });
    const report = judge(measured, tests);
    const file = join(reports, "bench.json");
    const text = `${JSON.stringify(report, null, 2)}\n`;
    await writeFile(file, text);
    await live?.finish();
    if (options["json"] === true) terminal.out(text);
    terminal.err(benchTable(report, relative(repositoryRoot, file)));
    return report.ok ? exitCodes.ok : exitCodes.failed;
  } finally {
    await live?.finish();
  }
}

function roundsOf(given: OptionValues[string]): number {
  const text = given ?? "3";
  if (typeof text === "string" && /^[1-9]\d?$/.test(text)) return Number(text);
  throw new TandemError("bench-rounds", `--rounds ${JSON.stringify(text)} is not accepted; legal: 1 to 99`, {
    hint: "tandem bench --rounds 3",
  });
}

/** The command that a stack owner without Tandem would type in each stack's folder. */
function plainUp(environment: Readonly<Record<string, string>>, logs: string, signal: AbortSignal): PlainUp {
  return async (layer) => {
    const file = join(logs, `${layer.id.replace("/", "-")}-loop.log`);
    const { all, failed } = await execa(
      "pulumi",
      ["up", "--yes", "--skip-preview", "--non-interactive", "--color", "never", "--stack", layer.stackName],
      {
        cwd: join(repositoryRoot, layerFolder(layer)),
        env: environment,
        extendEnv: false,
        all: true,
        reject: false,
        cancelSignal: signal,
        // The engine ends its plugins and lets go of the stack's lock on SIGINT.
        killSignal: "SIGINT",
        forceKillAfterDelay: 30_000,
      },
    );
    await appendFile(file, all);
    if (signal.aborted) throw new TandemError("aborted", "the benchmark was stopped", { kind: "aborted" });
    if (!failed) return;
    throw new TandemError("layer-failed", `pulumi up of ${layer.id} failed\n${all.trimEnd()}`, {
      kind: "deploy",
      hint: `see ${file}`,
    });
  };
}

/** Every test project by itself, so that its time is its own. */
async function timeTests({ signal, terminal }: Invocation, logs: string): Promise<BenchReport["tests"]> {
  const times: NonNullable<BenchReport["tests"]> = [];
  await mkdir(logs, { recursive: true });
  for (const project of await testProjects(signal)) {
    const file = join(logs, `tests-${project}.log`);
    const log = relative(repositoryRoot, file);
    const started = performance.now();
    const { passed, failed } = await runVitest({
      project,
      all: false,
      files: [],
      coverage: false,
      output: { file },
      signal,
    });
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    terminal.err(`-  Tests of ${project} (${seconds.toFixed(1)} s): ${passed} passed, ${failed} failed, see ${log}\n`);
    times.push({ project, seconds, passed, failed, log });
  }
  return times;
}
