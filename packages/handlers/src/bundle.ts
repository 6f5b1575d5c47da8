import { fileURLToPath } from "node:url";
import { bundleInto } from "./bundle/into.ts";
import type { BundleName, HandlerBundle } from "./bundle/into.ts";

export type { BundleName, HandlerBundle } from "./bundle/into.ts";

/** What this process has bundled: its sources do not change under a program that runs. */
const bundled = new Map<BundleName, HandlerBundle>();

/**
 * Bundles a handler synchronously into `dist/<name>/index.mjs`, once in a process and only where its sources have changed
 * since the last time. The same sources give the same bytes, and the file is replaced in one step and only when it changed, so that programs may bundle at the same moment.
 * The source map stays outside the archive, in `dist/maps/<name>/index.mjs.map`.
 * @throws TandemError `bundle-over-budget` above 650,000 bytes; esbuild's BuildFailure for code that does not build.
 */
export function bundle(name: BundleName): HandlerBundle {
  const known = bundled.get(name);
  if (known !== undefined) return known;
  const made = bundleInto(fileURLToPath(new URL("../dist/", import.meta.url)), name);
  bundled.set(name, made);
  return made;
}
