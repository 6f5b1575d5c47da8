import { join } from "node:path";
import {
  awsTables,
  holdToPlan,
  latchGuard,
  loadEnvironment,
  readPlan,
  repositoryRoot,
  rollOut,
  thisRunner,
  topologyOf,
} from "@tandem/orchestrator";
import type { LayerQuestion } from "@tandem/orchestrator";
import { askYes, requireSomebody } from "../ask.ts";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { recovery } from "../recovery.ts";
import { HeldBack } from "../render/held-back.ts";
import { questionLines } from "../render/layer-question.ts";
import { displayRun } from "../render/run/display.ts";
import { writeRunReport } from "../run-report.ts";
import { openTarget } from "../target.ts";

/** `tandem up` */
export async function up(invocation: Invocation): Promise<ExitCode> {
  const { args, options, terminal, stop, signal } = invocation;
  const environment = args[0] ?? "";
  requireSomebody(invocation);
  const asks = options["yes"] !== true;
  const { layers, config } = await loadEnvironment(repositoryRoot, environment);
  const saved = options["plan"];
  const plan = typeof saved === "string" ? await readPlan(saved, environment, layers) : undefined;
  const target = await openTarget(environment);
  const store = target.openStore();
  const only = options["layer"] as readonly string[] | undefined;
  // A tree that redraws would draw over the question, and so would the lines of layers that go on meanwhile.
  const lines = new HeldBack(terminal.err);
  const asking = { ...terminal, live: false, err: lines.write };
  const display = displayRun(asks ? { ...invocation, terminal: asking } : invocation);
  const report = await rollOut({
    root: repositoryRoot,
    environment,
    layers,
    selection: {
      ...(only === undefined ? {} : { only }),
      withUpstream: options["withUpstream"] === true,
      withDownstream: options["withDownstream"] === true,
    },
    engine: target.engine,
    store,
    runner: thisRunner("up"),
    versions: await target.versions(),
    call: target.call,
    guard: latchGuard(awsTables(), topologyOf(config)),
    checkerReports: target.checkerReports,
    recover: recovery({ engine: target.engine, store }),
    ...(plan === undefined ? {} : { planOf: holdToPlan(plan, target.engine) }),
    ...(asks ? { ask: oneQuestionAtATime(invocation, lines) } : {}),
    emit: display.emit,
    logOf: ({ id }) => join(target.logs, `${id.replace("/", "-")}-up.log`),
    stop,
    signal,
  }).finally(display.finish);
  const files = await writeRunReport(report);
  if (options["json"] === true) terminal.out(`${JSON.stringify(report)}\n`);
  terminal.err(`report: ${files.join(", ")}\n`);
  if (report.ok) return exitCodes.ok;
  const statuses = report.rollout?.layers.map(({ status }) => status) ?? [];
  return statuses.includes("failed") ? exitCodes.failed : exitCodes.aborted;
}

/** Layers that run side by side wait for each other's answers. */
function oneQuestionAtATime(invocation: Invocation, lines: HeldBack): (question: LayerQuestion) => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve();
  return (question) => {
    const answer = last.then(() =>
      lines.during(() => {
        invocation.terminal.err(questionLines(question));
        return askYes(`update ${question.layer.id}?`, invocation);
      }),
    );
    last = answer.catch(() => undefined);
    return answer;
  };
}
