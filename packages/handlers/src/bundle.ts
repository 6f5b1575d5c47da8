import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildHandler } from "./bundle/build.ts";
import { checkBudget } from "./bundle/budget.ts";
import { writeOnly } from "./bundle/write.ts";

const entries = {
  transaction: "src/transaction/handler.ts",
} as const;

/** The handlers that can be bundled. */
export type BundleName = keyof typeof entries;

/** A handler as a Lambda function takes it. */
export interface HandlerBundle {
  /** Folder with exactly one file, `index.mjs`, for a `FileArchive`. */
  readonly directory: string;
  /** The function's `handler` setting. */
  readonly handler: "index.handler";
  /** Size of the minified code. */
  readonly bytes: number;
}

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * Bundles a handler synchronously into `dist/<name>/index.mjs`. The same sources give the same bytes, and the
 * file is replaced in one step and only when it changed, so that programs may bundle at the same moment.
 * The source map stays outside the archive, in `dist/maps/<name>/index.mjs.map`.
 * @throws TandemError `bundle-over-budget` above 650,000 bytes; esbuild's BuildFailure for code that does not build.
 */
export function bundle(name: BundleName): HandlerBundle {
  const built = buildHandler(entries[name]);
  checkBudget(name, built);
  const directory = join(dist, name);
  writeOnly(directory, "index.mjs", built.code);
  writeOnly(join(dist, "maps", name), "index.mjs.map", built.map);
  return { directory, handler: "index.handler", bytes: built.code.byteLength };
}
