import { diagnose, findKeptRehearsal, keptRehearsals, machineProbes, repositoryRoot } from "@tandem/orchestrator";
import { isProvingGroundUp, languageHostKind, officialPlugin } from "@tandem/rehearsal";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { planTarget } from "../planned.ts";
import { diagnosisLines } from "../render/diagnosis.ts";
import { openTarget } from "../target.ts";

/** What the names of rehearsals, and of no other environment, begin with. */
const REHEARSAL = "rehearsal-";

/** `tandem doctor` */
export async function doctor({ args, options, terminal, signal }: Invocation): Promise<ExitCode> {
  const environment = args[0];
  const rehearsal = environment?.startsWith(REHEARSAL) === true;
  if (rehearsal) {
    const kept = await findKeptRehearsal(repositoryRoot, environment);
    // Its variables become this process's: every probe asks the emulator.
    await openTarget(kept.environment);
  }
  const probes = machineProbes(repositoryRoot, {
    rehearsal,
    languageHost: languageHostKind,
    plugin: officialPlugin,
    rehearsals,
    planned: async (name, layers) => planTarget(await openTarget(name), layers, { terminal, signal }),
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
