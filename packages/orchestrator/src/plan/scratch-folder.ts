import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { isGone } from "../holder.ts";
import { unlessGone } from "../state/file-documents.ts";

const PREFIX = "tandem-plan-";

/** Makes an empty folder that only this user can read; its name says which process it belongs to. */
export function makeScratchFolder(parent = tmpdir()): Promise<string> {
  return mkdtemp(join(parent, `${PREFIX}${hostname()}-${process.pid}-${Date.now()}-`));
}

/** Removes the folders of this user's processes that were killed before they could. */
export async function removeLeftFolders(parent = tmpdir()): Promise<void> {
  await Promise.all(
    (await readdir(parent)).map(async (name) => {
      const holder = /^tandem-plan-(?<host>.+)-(?<pid>\d+)-(?<made>\d+)-\w+$/.exec(name)?.groups;
      if (holder === undefined) return;
      const folder = join(parent, name);
      // It may be gone by now: its own process, or another one like this, was faster.
      const owner = await unlessGone(stat(folder));
      if (owner?.uid !== userInfo().uid) return;
      const takenAt = new Date(Number(holder["made"])).toISOString();
      const gone = await isGone({ hostname: holder["host"] ?? "", pid: Number(holder["pid"]), takenAt });
      if (gone) await rm(folder, { recursive: true, force: true });
    }),
  );
}
