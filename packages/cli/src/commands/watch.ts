import { setTimeout as sleep } from "node:timers/promises";
import { readSituation } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { openFailoverTarget } from "../failover-target.ts";
import { screen } from "../render/screen.ts";
import { situationLines } from "../render/situation.ts";

/** Between two looks, in milliseconds: as often as the controller looks when something is wrong. */
const LOOK_MS = 2000;

/** `tandem watch`: until Ctrl-C; without a terminal, or with `--once` or `--json`, one look. */
export async function watch({ args, options, signal, terminal }: Invocation): Promise<ExitCode> {
  const { access, topology, endpoints } = await openFailoverTarget(args[0] ?? "");
  const look = () => readSituation(access, topology, endpoints);
  if (options["json"] === true || options["once"] === true || !terminal.live) {
    const situation = await look();
    terminal.out(options["json"] === true ? `${JSON.stringify(situation, null, 2)}\n` : situationLines(situation));
    return exitCodes.ok;
  }
  while (!signal.aborted) {
    screen.draw(situationLines(await look()));
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  screen.keep();
  return exitCodes.ok;
}
