import { createHash } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";
import type { Archive } from "../../entry.ts";

/** zip's own beginning of time: the same files make the same bytes, whenever and in whatever time zone. */
const modified = new Date(1980, 0, 1);
/** Lambda runs the code as another user, so everybody may read it. */
const readable = 0o644 << 16;
const unix = 3;

/**
 * The deployment package of an archive: a zip file as it is, a folder zipped the same way every time.
 * Throws when the path does not exist, or the folder holds something that is neither a file nor a folder.
 */
export async function packageOf(archive: Archive): Promise<Uint8Array> {
  if (!(await stat(archive.path)).isDirectory()) return readFile(archive.path);
  const files = await filesIn(archive.path);
  const entries = await Promise.all(
    files.map(async (file): Promise<[string, Zippable[string]]> => {
      const content = await readFile(join(archive.path, file));
      return [file.split(sep).join("/"), [content, { mtime: modified, os: unix, attrs: readable, level: 6 }]];
    }),
  );
  return zipSync(Object.fromEntries(entries));
}

/** The hash that Lambda reports for a package: SHA-256 in base64. */
export function codeSha256(zip: Uint8Array): string {
  return createHash("sha256").update(zip).digest("base64");
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined) {
    throw new Error(`${join(odd.parentPath, odd.name)} is neither a file nor a folder; a package holds only those`);
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}
