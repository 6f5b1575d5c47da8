import { TandemError, diagnose, keptRehearsals, machineProbes, repositoryRoot } from "@tandem/orchestrator";
import { isProvingGroundUp, languageHostKind, officialPlugin } from "@tandem/rehearsal";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { diagnosisLines } from "../render/diagnosis.ts";

/** `tandem doctor` */
export async function doctor({ args, options, terminal }: Invocation): Promise<ExitCode> {
  const environment = args[0];
  if (environment?.startsWith("rehearsal-") === true) {
    throw new TandemError("doctor-rehearsal", `${environment} is a rehearsal: it needs nothing of AWS`, {
      hint: "tandem doctor",
    });
  }
  const probes = machineProbes(repositoryRoot, {
    languageHost: languageHostKind,
    awsPlugin: officialPlugin,
    rehearsals,
  });
  const diagnosis = await diagnose(probes, environment);
  terminal.out(options["json"] === true ? `${JSON.stringify(diagnosis, null, 2)}\n` : diagnosisLines(diagnosis));
  return diagnosis.ok ? exitCodes.ok : exitCodes.failed;
}

async function rehearsals(): Promise<readonly { readonly environment: string; readonly running: boolean }[]> {
  const kept = await keptRehearsals(repositoryRoot);
  return Promise.all(
    kept.map(async ({ environment, directory }) => ({ environment, running: await isProvingGroundUp(directory) })),
  );
}
