import { TandemError, environmentCost, loadEnvironment, repositoryRoot, topologyOf } from "@tandem/orchestrator";
import type { Usage } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation, OptionValues } from "../command.ts";
import { planTarget } from "../planned.ts";
import { costText } from "../render/cost.ts";
import { openTarget } from "../target.ts";

/** `tandem cost` */
export async function cost({ args, options, terminal, signal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const usage: Usage = {
    requestsPerMonth: amount(options, "requestsPerMonth", "--requests-per-month"),
    gigabytes: amount(options, "gb", "--gb"),
  };
  const { config, layers } = await loadEnvironment(repositoryRoot, environment);
  const target = await openTarget(environment);
  const report = await environmentCost({
    topology: topologyOf(config),
    layers,
    reader: target.engine,
    planned: () => planTarget(target, layers, { terminal, signal }),
    usage,
  });
  terminal.out(options["json"] === true ? `${JSON.stringify(report, null, 2)}\n` : costText(report));
  return exitCodes.ok;
}

/** An amount that is not given is 0: the environment is idle. */
function amount(options: OptionValues, key: string, flag: string): number {
  const given = options[key];
  if (given === undefined) return 0;
  if (typeof given === "string" && /^\d+(\.\d+)?$/.test(given)) return Number(given);
  throw new TandemError("amount-unknown", `${flag} is ${JSON.stringify(given)}; legal: a number, 0 or more`, {
    hint: `tandem cost <env> ${flag} 1000`,
  });
}
