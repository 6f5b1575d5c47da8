import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod/mini";
import { writeOnly } from "./write.ts";

/** What a bundle was made of and what came out: SHA-256 by path, relative to the folder that they were taken from. */
const madeSchema = z.object({
  sources: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()),
});

export interface MadeFrom {
  /** The folder that `sources` are relative to. */
  readonly root: string;
  /** What the bundle was made of, the lockfile included: it stands for what lies in node_modules. */
  readonly sources: readonly string[];
  /** When the build began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/**
 * Whether the files that a build has left under `dist` are what it would leave now, told by the record that it left beside
 * them. Reading some fifty sources takes milliseconds; esbuild takes each program a quarter of a second and 150 MB.
 * What is missing, or not understood, is not current.
 */
export function isCurrent(dist: string, name: string, root: string): boolean {
  const made = z.safeParse(madeSchema, parsed(contentsOf(recordOf(dist, name))));
  if (!made.success) return false;
  const { sources, outputs } = made.data;
  const isSame = (folder: string, digests: Readonly<Record<string, string>>) =>
    Object.entries(digests).every(([path, digest]) => digestOf(join(folder, path)) === digest);
  return isSame(root, sources) && isSame(dist, outputs) && Object.keys(outputs).every((path) => isAlone(dist, path));
}

/**
 * Leaves the record for {@link isCurrent}. A source that changed after the build began may or may not be in the bundle:
 * then there is none, and the next program builds again.
 */
export function recordMade(
  dist: string,
  name: string,
  from: MadeFrom,
  outputs: Readonly<Record<string, Uint8Array>>,
): void {
  // File times are as coarse as two seconds in some file systems.
  const changed = from.sources.some((path) => statSync(join(from.root, path)).mtimeMs > from.startedAt - 2000);
  if (changed) return;
  const record = {
    sources: Object.fromEntries(from.sources.map((path) => [path, digestOf(join(from.root, path))])),
    // Of what was built, not of what lies there: another program may have built from other sources by now.
    outputs: Object.fromEntries(Object.entries(outputs).map(([path, contents]) => [path, sha256(contents)])),
  };
  const path = recordOf(dist, name);
  writeOnly(dirname(path), basename(path), Buffer.from(JSON.stringify(record)));
}

function recordOf(dist: string, name: string): string {
  return join(dist, "made", name, "made.json");
}

/** Nothing but the bundle may get into the function's archive. */
function isAlone(dist: string, path: string): boolean {
  return readdirSync(dirname(join(dist, path))).length === 1;
}

function digestOf(path: string): string | undefined {
  const contents = contentsOf(path);
  return contents && sha256(contents);
}

function sha256(contents: Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}

function contentsOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A record that somebody cut short is no record. */
function parsed(contents: Buffer | undefined): unknown {
  try {
    return contents && (JSON.parse(contents.toString()) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
