import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  TandemError,
  findKeptRehearsal,
  rehearsalConfig,
  reportSchema,
  roleChanges,
  repositoryRoot,
  runDrill,
  scenariosOf,
} from "@tandem/orchestrator";
import type { DrillReport, Scenario } from "@tandem/orchestrator";
import { openProvingGround } from "@tandem/rehearsal";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openFailoverTarget } from "../failover-target.ts";
import { drillHtml } from "../render/drill-html.ts";
import { drillSummary } from "../render/drill-summary.ts";
import { reportFolder, runRehearsal, stopKept, writeReport } from "./rehearse.ts";

/** `tandem drill`: in a kept rehearsal, or in one of its own that it stops at the end. */
export async function drill(invocation: Invocation): Promise<ExitCode> {
  const { options } = invocation;
  const { env: given, profile } = options;
  const names = invocation.args.filter((name) => name !== undefined);
  if (typeof given === "string") {
    const target = await openFailoverTarget(given);
    return drillIn(invocation, target, choose(names, true, target.topology));
  }
  const name = typeof profile === "string" ? profile : "payments-us";
  const chosen = choose(names, false, rehearsalConfig(name).profile);
  const report = await runRehearsal(invocation, name, true);
  try {
    if (!report.ok) return exitCodes.failed;
    return await drillIn(invocation, await openFailoverTarget(report.environment), chosen);
  } finally {
    await stopKept(invocation, report.environment);
  }
}

/**
 * `all` leaves out what spoils an environment that stays; by its name it is drilled there too.
 * @throws TandemError that names every unknown one, and the known
 */
function choose(
  names: readonly string[],
  stays: boolean,
  topology: Parameters<typeof scenariosOf>[0],
): readonly Scenario[] {
  const scenarios = scenariosOf(topology);
  const unknown = names.filter((name) => name !== "all" && !scenarios.some(({ id }) => id === name));
  if (names.length > 0 && unknown.length === 0) {
    const isMeant = ({ id, settings }: Scenario) => names.includes(id) || !(stays && settings !== undefined);
    return names.includes("all")
      ? scenarios.filter(isMeant)
      : names.map((name) => scenarios.find(({ id }) => id === name) as Scenario);
  }
  const legal = ["all", ...scenarios.map(({ id }) => id)].join(", ");
  const said = names.length === 0 ? "no scenario is named" : `unknown: ${unknown.join(", ")}`;
  throw new TandemError("scenario-unknown", `${said}; legal: ${legal}`, { hint: "tandem drill primary-dark" });
}

async function drillIn(
  { options, signal, terminal }: Invocation,
  { access, topology, published, engine, layers }: Awaited<ReturnType<typeof openFailoverTarget>>,
  chosen: readonly Scenario[],
): Promise<ExitCode> {
  const { environment } = topology;
  const ground = await openProvingGround(await findKeptRehearsal(repositoryRoot, environment));
  const { primary, standby } = published;
  if (primary === undefined || standby === undefined) {
    throw new TandemError("not-rolled-out", `${environment}: both regions must be rolled out`, {
      hint: `tandem up ${environment}`,
    });
  }
  const folder = reportFolder(environment);
  await mkdir(folder, { recursive: true });
  let files: readonly string[] = [];
  const report = await runDrill({
    ground,
    access,
    topology,
    published: { primary, standby },
    scenarios: chosen,
    lookAgain: () => roleChanges(engine, layers, signal),
    directory: join(folder, "clients"),
    keep: async (done) => {
      files = await writeDrill(folder, done);
    },
    tell: ({ id }, what) => terminal.err(`${new Date().toISOString().slice(11, 19)} ${id}: ${what}\n`),
    signal,
  });
  if (options["json"] === true) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  terminal.err(drillSummary(report, files));
  return report.ok ? exitCodes.ok : exitCodes.failed;
}

/** The drill's own page, and its section of the rehearsal's report where there is one. */
async function writeDrill(folder: string, drilled: DrillReport): Promise<readonly string[]> {
  const base = join(folder, "drill");
  await writeFile(`${base}.json`, `${JSON.stringify(drilled, null, 2)}\n`);
  await writeFile(`${base}.html`, await drillHtml(drilled));
  const rehearsed = await readFile(join(folder, "report.json"), "utf8").catch(() => undefined);
  const report = rehearsed === undefined ? undefined : reportSchema.parse(JSON.parse(rehearsed));
  const more =
    report === undefined ? [] : await writeReport({ ...report, ok: report.ok && drilled.ok, drill: drilled });
  return [...[`${base}.json`, `${base}.html`].map((file) => relative(repositoryRoot, file)), ...more];
}
