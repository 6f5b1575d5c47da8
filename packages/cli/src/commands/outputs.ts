import {
  PulumiEngine,
  keptRehearsals,
  readOutputs,
  replaceProcessEnvironment,
  repositoryRoot,
} from "@tandem/orchestrator";
import { openEnvironment } from "@tandem/rehearsal";
import { join } from "node:path";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { outputLines } from "../render/outputs.ts";

/** `tandem outputs` */
export async function outputs({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0] ?? "";
  const read = await readOutputs(await engineFor(environment), environment);
  terminal.out(options["json"] === true ? `${JSON.stringify(read.outputs, null, 2)}\n` : outputLines(read));
  return exitCodes.ok;
}

/** On the emulator for a kept rehearsal; otherwise with this process's own settings, as a plain `pulumi` would. */
async function engineFor(environment: string): Promise<PulumiEngine> {
  const logs = join(repositoryRoot, "reports", environment, "logs");
  const kept = (await keptRehearsals(repositoryRoot)).find((rehearsal) => rehearsal.environment === environment);
  if (kept === undefined) return new PulumiEngine({ root: repositoryRoot, environment: {}, logs });
  const variables = await openEnvironment(kept);
  replaceProcessEnvironment(variables);
  return new PulumiEngine({ root: repositoryRoot, environment: variables, logs });
}
