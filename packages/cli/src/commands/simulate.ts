import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { monteCarlo } from "@tandem/handlers/simulation";
import { TandemError, rehearsalConfig, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, OptionValues } from "../command.ts";
import { simulationHtml } from "../render/simulation-html.ts";
import { simulationReport, simulationTable } from "../render/simulation.ts";

/** `tandem simulate` */
export async function simulate({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const { profile } = rehearsalConfig(args[0] ?? "payments-us");
  const [runs = 0] = numbersOf("runs", options["runs"], "2000", (value) => value >= 1 && value <= 1_000_000);
  const [seed = 0] = numbersOf("seed", options["seed"], "1", (value) => value <= 0x7fff_ffff);
  const intervals = numbersOf(
    "probe-interval",
    options["probeInterval"],
    "10,30",
    (value) => value === 10 || value === 30,
  );
  const faultRates = numbersOf(
    "fault-rate",
    options["faultRate"],
    "50,500",
    (value) => value >= 1 && value <= 1_000_000,
  );
  const { failureThreshold } = profile.routing;
  const results = intervals.map((intervalSeconds) => ({
    intervalSeconds,
    result: monteCarlo({ runs, seed, failureThreshold, checkIntervalMs: intervalSeconds * 1000 }),
  }));
  const report = simulationReport({ profile: profile.name, runs, seed, failureThreshold, faultRates, results });
  const reports = join(repositoryRoot, "reports");
  await mkdir(reports, { recursive: true });
  const file = join(reports, "simulation.html");
  await writeFile(file, await simulationHtml(report));
  if (options["json"] === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  else terminal.out(simulationTable(report));
  terminal.err(`plot: ${relative(repositoryRoot, file)}\n`);
  return exitCodes.ok;
}

const legal: Readonly<Record<string, string>> = {
  runs: "1 to 1000000",
  seed: "0 to 2147483647",
  "probe-interval": "10, 30, 10,30",
  "fault-rate": "1 to 1000000, with commas between",
};

function numbersOf(
  name: string,
  given: OptionValues[string],
  otherwise: string,
  isLegal: (value: number) => boolean,
): number[] {
  const text = given ?? otherwise;
  const most = name === "runs" || name === "seed" ? 1 : 5;
  if (typeof text === "string" && /^\d{1,10}(,\d{1,10})*$/.test(text)) {
    const values = text.split(",").map(Number);
    if (values.length <= most && values.every(isLegal)) return values;
  }
  throw new TandemError(
    "simulation-option",
    `--${name} ${JSON.stringify(text)} is not accepted; legal: ${legal[name] ?? ""}`,
    { hint: `tandem simulate --${name} ${otherwise}` },
  );
}
