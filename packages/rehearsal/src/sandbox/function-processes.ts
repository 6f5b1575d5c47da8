import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { isCode, rehearsalPaths } from "./paths.ts";
import { readSession } from "./session.ts";

/**
 * Ends every process of a function by SIGKILL, as a lost machine does: no code of its own runs. An invocation that was
 * running fails; the next one starts another process.
 * @throws Error when no sandbox runs in the directory
 */
export async function killFunction(directory: string, functionName: string, region: string): Promise<void> {
  const session = await readSession(directory);
  if (session === undefined) throw new Error(`no sandbox runs in ${directory}`);
  const { processes } = rehearsalPaths(directory);
  const prefix = `${region}.${functionName}.`;
  const files = (await readdir(processes)).filter((file) => file.startsWith(prefix));
  await Promise.all(
    files.map(async (file) => {
      const pid = Number(file.slice(prefix.length));
      // A process that ended long ago may have left its number to somebody else's.
      if ((await groupOf(pid)) === session.emulatorPid) end(pid);
      await rm(join(processes, file), { force: true });
    }),
  );
}

/** The process group of a process; undefined where there is none of this number. */
async function groupOf(pid: number): Promise<number | undefined> {
  const { stdout, exitCode } = await execa("ps", ["-o", "pgid=", "-p", String(pid)], { reject: false });
  return exitCode === 0 ? Number(stdout.trim()) : undefined;
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isCode(error, "ESRCH")) throw error;
  }
}
