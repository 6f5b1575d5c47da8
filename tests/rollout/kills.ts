import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { tandemGroup } from "../tandem.ts";
import { descendants } from "./processes.ts";

/** Who dies: the runner alone; its process group; or these, the engines and their plugins, as where a machine stops. */
export type Victims = "runner" | "group" | "all";

/** Where a run is killed. */
export interface KillPoint {
  readonly victims: Victims;
  /** After so many steps of resources. */
  readonly steps: number;
  /** And so many milliseconds more. */
  readonly delay: number;
}

const everyVictims: readonly Victims[] = ["runner", "group", "all"];

/**
 * The points at which a seed kills a run and the runs that resume it: the same for the same seed.
 * @param within at most so many kills, each before so many steps
 */
export function killPoints(
  seed: string,
  { mostKills, steps }: { readonly mostKills: number; readonly steps: number },
): readonly KillPoint[] {
  const drawn = (what: string, below: number): number =>
    createHash("sha256").update(`${seed} ${what}`).digest().readUInt32BE() % below;
  return Array.from({ length: 1 + drawn("kills", mostKills) }, (_, kill) => ({
    victims: everyVictims[drawn(`victims ${kill}`, everyVictims.length)] ?? "runner",
    steps: drawn(`steps ${kill}`, steps),
    delay: drawn(`delay ${kill}`, 400),
  }));
}

/** How a run ended, and how many steps of resources it told. */
export interface Run {
  readonly exitCode: number | undefined;
  readonly killed: boolean;
  readonly steps: number;
  readonly stderr: string;
}

/** Runs `tandem up` or `tandem down` as a process group of its own, and kills it at the point, if it gets there. */
export async function runUntil(command: "up" | "down", environment: string, point?: KillPoint): Promise<Run> {
  const run = tandemGroup(command, environment, "--yes", "--json");
  let steps = 0;
  let rest = "";
  const reached = new Promise<"reached">((resolve) => {
    if (point?.steps === 0) resolve("reached");
    run.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      steps += lines.filter((line) => line.includes('"type":"layer-step"')).length;
      if (steps >= (point?.steps ?? Number.POSITIVE_INFINITY)) resolve("reached");
    });
  });
  if (point !== undefined && (await Promise.race([reached, run])) === "reached") {
    await setTimeout(point.delay);
    if (run.pid !== undefined) await kill(run.pid, point.victims);
  }
  const { exitCode, signal, stderr } = await run;
  return { exitCode, killed: signal === "SIGKILL", steps, stderr };
}

async function kill(pid: number, victims: Victims): Promise<void> {
  const others = victims === "all" ? await descendants(pid) : [];
  killIfThere(victims === "runner" ? pid : -pid);
  for (const other of others) killIfThere(other);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
