import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Every file under a folder with a hash of its bytes. */
export async function hashes(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const hashed = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name));
      return [join(parentPath, name), createHash("sha256").update(bytes).digest("hex")] as const;
    });
  return Object.fromEntries((await Promise.all(hashed)).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
