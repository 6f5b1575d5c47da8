import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Where a source file stands in the repository. */
export interface Place {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /** The workspace package's directory; "" for files of the root. */
  readonly directory: string;
  /** A test, or a helper that only tests use. */
  readonly isTest: boolean;
}

/** Finds the root by its pnpm-workspace.yaml, so that rules work whatever directory oxlint is started in. */
export function placeOf(file: string): Place {
  const path = relative(rootOf(dirname(file)), file).replaceAll("\\", "/");
  const directory = directoryOf(path);
  const inside = path.slice(directory.length);
  return { path, directory, isTest: /\.test(-d)?\.ts$/.test(path) || inside.includes("/testing/") };
}

/** The workspace package's directory of a path from the root; "" for files of the root. */
export function directoryOf(path: string): string {
  return /^(?:(?:packages|stacks)\/[^/]+|tests|lint)(?=\/)/.exec(path)?.[0] ?? "";
}

const roots = new Map<string, string>();

function rootOf(directory: string): string {
  const known = roots.get(directory);
  if (known !== undefined) return known;
  const parent = dirname(directory);
  const isRoot = parent === directory || existsSync(join(directory, "pnpm-workspace.yaml"));
  const root = isRoot ? directory : rootOf(parent);
  roots.set(directory, root);
  return root;
}
