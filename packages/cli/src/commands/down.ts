import { join } from "node:path";
import { awsLateResources, awsTables, lastKnown, latchGuard, repositoryRoot, tearDown } from "@tandem/orchestrator";
import { askWord } from "../ask.ts";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { recovery } from "../recovery.ts";
import { displayRun } from "../render/run/display.ts";
import { teardownQuestion, teardownSummary } from "../render/teardown.ts";
import { writeRunReport } from "../run-report.ts";
import { openTarget } from "../target.ts";

/** `tandem down` */
export async function down(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal, stop, signal } = invocation;
  const environment = args[0] ?? "";
  const target = await openTarget(environment);
  const store = target.openStore();
  const { topology, layers } = await lastKnown(repositoryRoot, environment, store);
  const only = options["layer"] as readonly string[] | undefined;
  const display = displayRun(invocation);
  const report = await tearDown({
    environment,
    topology,
    layers,
    ...(only === undefined ? {} : { only }),
    engine: target.engine,
    store,
    call: target.call,
    guard: latchGuard(awsTables(), topology),
    recover: recovery({ engine: target.engine, store }),
    late: awsLateResources(),
    remains: () => target.remains(topology),
    confirm: (question) => {
      terminal.err(teardownQuestion(question));
      return askWord(`type ${environment} to delete it`, environment, invocation);
    },
    emit: display.emit,
    logOf: ({ id }) => join(target.logs, `${id.replace("/", "-")}-destroy.log`),
    stop,
    signal,
  }).finally(display.finish);
  const files = await writeRunReport(report);
  if (options["json"] === true) terminal.out(`${JSON.stringify(report)}\n`);
  terminal.err(`${teardownSummary(report)}report: ${files.join(", ")}\n`);
  if (report.ok) return exitCodes.ok;
  return report.teardown.layers.some(({ status }) => status === "stopped") ? exitCodes.aborted : exitCodes.failed;
}
