import { join } from "node:path";
import { buildHandler } from "./build.ts";
import { checkBudget } from "./budget.ts";
import { writeOnly } from "./write.ts";

const entries = {
  transaction: "src/transaction/handler.ts",
  heartbeat: "src/heartbeat/handler.ts",
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

/** Bundles a handler into `<dist>/<name>/index.mjs`, and its source map into `<dist>/maps/<name>/index.mjs.map`. */
export function bundleInto(dist: string, name: BundleName): HandlerBundle {
  const built = buildHandler(entries[name]);
  checkBudget(name, built);
  const directory = join(dist, name);
  writeOnly(directory, "index.mjs", built.code);
  writeOnly(join(dist, "maps", name), "index.mjs.map", built.map);
  return { directory, handler: "index.handler", bytes: built.code.byteLength };
}
