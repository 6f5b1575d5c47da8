import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod/mini";

export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** Nothing else needs the bundle; where it is missing it is built again. */
export const bundlePath = join(packageRoot, "dist", "plugin", "main.mjs");

/** The bundle's first line, a comment: SHA-256 of what it is made of, by path relative to the package. */
const recordSchema = z.record(z.string(), z.string());

const mark = "//";

/** The first line for a bundle that is made of these. */
export function recordOf(sources: readonly string[]): string {
  return `${mark}${JSON.stringify(Object.fromEntries(sources.map((path) => [path, digestOf(path)])))}\n`;
}

/** Whether a bundle is what a build would make now. What is missing, or not understood, is not. */
export function isCurrent(path: string): boolean {
  const record = recordSchema.safeParse(parsed(contentsOf(path)?.toString()));
  return record.success && Object.entries(record.data).every(([path, digest]) => digestOf(path) === digest);
}

function parsed(bundle: string | undefined): unknown {
  try {
    return bundle?.startsWith(mark)
      ? (JSON.parse(bundle.slice(mark.length, bundle.indexOf("\n"))) as unknown)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function digestOf(path: string): string | undefined {
  const contents = contentsOf(join(packageRoot, path));
  return contents && createHash("sha256").update(contents).digest("hex");
}

function contentsOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
