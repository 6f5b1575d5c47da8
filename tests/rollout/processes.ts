import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { processesOf } from "../tandem.ts";

/** The children of a process, their children, and so on. */
export async function descendants(pid: number): Promise<readonly number[]> {
  const { stdout } = await execa("ps", ["-o", "pid=", "--ppid", String(pid)], { reject: false });
  const children = stdout.split("\n").flatMap((line) => (line.trim() === "" ? [] : [Number(line)]));
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** What works on an environment: everything that names it, but for the emulator's own functions, which come and go. */
export async function workersOf(environment: string): Promise<readonly string[]> {
  const pids = await processesOf(environment);
  const commands = await Promise.all(
    // One that has ended since has no command line.
    pids.map(async (pid) => `${pid} ${await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")}`),
  );
  return commands.filter((command) => command.includes("\0") && !command.includes("/ministack-lambda-"));
}
