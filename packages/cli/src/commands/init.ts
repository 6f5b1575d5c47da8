import { initEnvironment, repositoryRoot } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";

/** `tandem init` */
export async function init({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const text = (name: string) => (typeof options[name] === "string" ? options[name] : undefined);
  const { files, next } = await initEnvironment({
    root: repositoryRoot,
    profile: args[0],
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
    force: options["force"] === true,
  });
  terminal.out(
    `wrote\n${files.map((file) => `  ${file}\n`).join("")}next\n${next.map((step) => `  ${step}\n`).join("")}`,
  );
  return exitCodes.ok;
}
