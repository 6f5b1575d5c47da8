import {
  TandemError,
  confirmDelegation,
  copyOf,
  initEnvironment,
  nameServerLookup,
  repositoryRoot,
} from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, OptionValues } from "../command.ts";
import { openTarget } from "../target.ts";

/** `tandem init` */
export async function init(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal } = invocation;
  if (options["delegated"] === true) return delegated(invocation);
  const text = textIn(options);
  const from = text("from");
  const [profile] = args;
  if (from !== undefined && profile !== undefined) {
    throw new TandemError("init-from", `--from takes the profile of ${from}; leave ${profile} out`, {
      hint: `tandem init --from ${from} --env ${text("env") ?? "pr-123"}`,
    });
  }
  const given = {
    root: repositoryRoot,
    environment: text("env"),
    environmentSuffix: text("suffix"),
    domain: text("domain"),
    accountId: text("account"),
    primaryRegion: text("primaryRegion"),
    standbyRegion: text("standbyRegion"),
    domainMode: text("domainMode"),
    parentZoneId: text("parentZone"),
    operatorArn: text("operator"),
    alertEmails: text("alertEmails"),
    retention: text("retention"),
    databaseEngineVersion: text("databaseEngineVersion"),
    secretsProvider: text("secretsProvider"),
    force: options["force"] === true,
  };
  const request = from === undefined ? { ...given, profile } : await copyOf({ ...given, from });
  const { files, next } = await initEnvironment(request);
  terminal.out(`wrote\n${indented(files)}next\n${indented(next)}`);
  return exitCodes.ok;
}

/** `tandem init --delegated`: of an environment that exists. */
async function delegated({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = textIn(options)("env");
  const others = Object.keys(options).filter((name) => name !== "delegated" && name !== "env");
  if (environment === undefined || args[0] !== undefined || others.length > 0) {
    throw new TandemError("init-delegated", "--delegated takes --env, and nothing else: the environment exists", {
      hint: `tandem init --delegated --env ${environment ?? "live"}`,
    });
  }
  const { engine } = await openTarget(environment);
  const { domain, nameServers, file, next } = await confirmDelegation({
    root: repositoryRoot,
    environment,
    engine,
    lookUp: nameServerLookup(),
  });
  terminal.out(`${domain} is delegated to\n${indented(nameServers)}wrote\n${indented([file])}next\n${indented(next)}`);
  return exitCodes.ok;
}

function textIn(options: OptionValues) {
  return (name: string): string | undefined => (typeof options[name] === "string" ? options[name] : undefined);
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}\n`).join("");
}
