import { chown, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { isCode } from "../sandbox/paths.ts";
import type { DatabaseUser } from "./lodging.ts";

/** Folders whose files belong to a running server, and not to a copy. Source: PostgreSQL 17, "Making a Base Backup". */
const emptyFolders = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const leftOut =
  /^(?:postmaster\.(?:pid|opts)|postgresql\.auto\.conf|standby\.signal|backup_label|pgsql_tmp.*|pg_internal\.init.*)$/;
/** Where recovery begins; it is copied last. */
const control = join("global", "pg_control");

/**
 * Copies the files of a running database, which goes on working; with what has been written since the copy began, they are
 * a whole one.
 * @param session The superuser's; what has been written since is kept for the standby by a slot that there is already.
 * @param to The copy's folder, which does not exist yet.
 * @param user Whose the copy will be. @default ours
 */
export async function copyDatabase(session: Client, from: string, to: string, user?: DatabaseUser): Promise<void> {
  await session.query("SELECT pg_backup_start('tandem', fast => true)");
  const own = async (path: string): Promise<void> => {
    if (user !== undefined) await chown(path, user.uid, user.gid);
  };
  const files = await makeFolders(from, to, own);
  for (const batch of batches(
    files.filter((file) => file !== control),
    32,
  )) {
    await Promise.all(batch.map((file) => copyOne(join(from, file), join(to, file), own)));
  }
  await copyOne(join(from, control), join(to, control), own);
  const { rows } = await session.query<{ label: string; spaces: string }>(
    "SELECT labelfile AS label, spcmapfile AS spaces FROM pg_backup_stop(wait_for_archive => false)",
  );
  const label = join(to, "backup_label");
  await writeFile(label, rows[0]?.label ?? "");
  await own(label);
}

/** Makes the copy's folders and lists the files that go there. */
async function makeFolders(from: string, to: string, own: (path: string) => Promise<void>): Promise<string[]> {
  await mkdir(to, { mode: 0o700 });
  await own(to);
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(from.length + 1);
    const [top = ""] = path.split("/");
    if (entry.isDirectory() && (!emptyFolders.has(top) || path === top)) {
      await mkdir(join(to, path), { recursive: true, mode: 0o700 });
      await own(join(to, path));
    }
    if (entry.isFile() && !emptyFolders.has(top) && !leftOut.test(entry.name)) files.push(path);
  }
  return files;
}

/** A file that is gone by now is not needed: what has been written since says so. */
async function copyOne(from: string, to: string, own: (path: string) => Promise<void>): Promise<void> {
  try {
    await copyFile(from, to);
    await own(to);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
  }
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
