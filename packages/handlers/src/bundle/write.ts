import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes `directory` hold exactly one file, `name`, with these contents.
 * Readers and writers in other processes never see half a file, nor another file beside it: the new file is
 * written outside and renamed over the old one, and only when the contents differ.
 * @returns Whether anything was written.
 */
export function writeOnly(directory: string, name: string, contents: Uint8Array): boolean {
  mkdirSync(directory, { recursive: true });
  for (const stray of readdirSync(directory).filter((entry) => entry !== name)) {
    rmSync(join(directory, stray), { recursive: true, force: true });
  }
  const path = join(directory, name);
  if (sameContents(path, contents)) return false;
  const scratch = join(dirname(directory), `.${name}.${randomUUID()}`);
  try {
    // Lambda runs the code as another user than the one that built it.
    writeFileSync(scratch, contents, { mode: 0o644 });
    renameSync(scratch, path);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  }
  return true;
}

function sameContents(path: string, contents: Uint8Array): boolean {
  try {
    return readFileSync(path).equals(contents);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
