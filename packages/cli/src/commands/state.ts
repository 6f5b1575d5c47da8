import {
  TandemError,
  backendSettings,
  bootstrapSteps,
  loadEnvironment,
  missingSteps,
  repositoryRoot,
  requireAccount,
  secretsProvider,
  stateBackend,
  takeSteps,
} from "@tandem/orchestrator";
import type { BootstrapStep } from "@tandem/orchestrator";
import { askYes } from "../ask.ts";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `tandem state bootstrap` */
export async function state(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal, signal } = invocation;
  const [action, environment] = args;
  if (action !== "bootstrap") {
    throw new TandemError("state-action", `tandem state has no ${String(action)}; legal: bootstrap`, {
      hint: "tandem state bootstrap --help",
    });
  }
  const text = (name: string): string | undefined => (typeof options[name] === "string" ? options[name] : undefined);
  const config = environment === undefined ? undefined : (await loadEnvironment(repositoryRoot, environment)).config;
  const backend = stateBackend({
    name: text("name"),
    accountId: text("account") ?? config?.accountId,
    primaryRegion: text("primaryRegion") ?? config?.regions.primary,
    standbyRegion: text("standbyRegion") ?? config?.regions.standby,
  });
  const set = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const variables = Object.fromEntries(set);
  await requireAccount(backend, variables);
  const steps = await missingSteps(bootstrapSteps(backend, variables));
  if (steps.length === 0) {
    terminal.err("everything is there\n");
  } else {
    terminal.err(`to be made in account ${backend.accountId}\n${steps.map(line).join("")}`);
    if (!(await askYes(`make ${steps.length === 1 ? "it" : `these ${steps.length}`}?`, invocation))) {
      terminal.err("nothing was made\n");
      return exitCodes.aborted;
    }
    await takeSteps(steps, { onDone: (step) => terminal.err(`made ${line(step).trimStart()}`), signal });
  }
  // An endpoint of one's own does not serve buckets by host name.
  const pathStyle = variables["AWS_ENDPOINT_URL"] !== undefined;
  const exportsOf = (role: "primary" | "standby"): string =>
    Object.entries(backendSettings(backend, role, pathStyle))
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join("");
  terminal.out(
    `# state in ${backend.regions.primary}\n${exportsOf("primary")}` +
      `# the same state in ${backend.regions.standby}, for when ${backend.regions.primary} is dark\n` +
      exportsOf("standby").replaceAll(/^/gm, "# ").replace(/# $/, "") +
      `# for each environment\ntandem init payments-us … --secrets-provider '${secretsProvider(backend)}'\n`,
  );
  return exitCodes.ok;
}

function line({ what, region }: BootstrapStep): string {
  return `  ${what} (${region})\n`;
}
