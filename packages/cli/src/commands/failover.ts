import { userInfo } from "node:os";
import { readSituation, requestOperation } from "@tandem/orchestrator";
import type { RequestKind, Situation } from "@tandem/orchestrator";
import { askWord, requireSomebody } from "../ask.ts";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openFailoverTarget } from "../failover-target.ts";
import { decisionLine, situationLines } from "../render/situation.ts";

/** What each request does, as it is shown before it is asked for. */
const consequences: Readonly<Record<RequestKind, (situation: Situation) => string>> = {
  failover: ({ regions }) =>
    `${regions.primary.region} stops taking writes; once all of them have arrived, ${regions.standby.region} takes over ` +
    "and DNS follows. Nothing is lost. Clients cannot write meanwhile: for up to a minute and a half, and where there is a " +
    "database for its switchover as well. Nothing protects the environment until failback.",
  "failover-with-data-loss": ({ regions }) =>
    `${regions.standby.region} takes over at once, without waiting for ${regions.primary.region}: WRITES THAT HAVE NOT ` +
    "ARRIVED ARE LOST, or come late where there is no database. Nothing protects the environment until failback.",
  failback: ({ regions }) =>
    `${regions.standby.region} stops taking writes; once all of them have arrived, ${regions.primary.region} takes over ` +
    "again and DNS follows. Nothing is lost. Clients cannot write meanwhile: for up to a minute and a half, and where there " +
    "is a database for its switchover as well.",
};

/** `tandem failover` */
export function failover(invocation: Invocation): Promise<ExitCode> {
  const isForced = invocation.options["allowDataLoss"] === true;
  return request(invocation, isForced ? "failover-with-data-loss" : "failover");
}

/** `tandem failback` */
export function failback(invocation: Invocation): Promise<ExitCode> {
  return request(invocation, "failback");
}

async function request(invocation: Invocation, kind: RequestKind): Promise<ExitCode> {
  const { args, options, signal, terminal } = invocation;
  const environment = args[0] ?? "";
  requireSomebody(invocation);
  const { access, topology, endpoints } = await openFailoverTarget(environment);
  const situation = await readSituation(access, topology, endpoints);
  terminal.err(`${situationLines(situation)}\n${kind}: ${consequences[kind](situation)}\n\n`);
  if (!(await askWord(`type ${environment} to go on`, environment, invocation))) {
    terminal.err("nothing was asked for\n");
    return exitCodes.aborted;
  }
  const end = await requestOperation({
    access,
    topology,
    kind,
    by: userInfo().username,
    tell: (decision) => terminal.err(`${decisionLine(decision)}\n`),
    signal,
  });
  if (options["json"] === true) terminal.out(`${JSON.stringify(end)}\n`);
  const why = end.reasons.length === 0 ? "" : `\n${end.reasons.map((reason) => `  ${reason}`).join("\n")}`;
  terminal.err(`${kind}: ${end.outcome} after ${end.seconds.toFixed(1)} s${why}\n`);
  return end.outcome === "done" ? exitCodes.ok : exitCodes.failed;
}
