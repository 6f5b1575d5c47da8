import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { packageRoot, recordOf } from "./made.ts";

/** What is CommonJS in the bundle asks for Node.js's own modules; in ESM there is no `require`. */
const banner =
  'import { createRequire as requireFrom } from "node:module";const require = requireFrom(import.meta.url);';

/** What decides the bundle beside the plugin's own sources: how it is built, and from which packages. */
const surroundings = ["package.json", "../../pnpm-lock.yaml", "src/bundled/build.ts", "src/bundled/made.ts"];

/**
 * Bundles the plugin and all that it imports into one file, replaced in one step: several may start at the same moment.
 * @throws esbuild's BuildFailure for code that does not build
 */
export function build(path: string): void {
  const startedAt = Date.now();
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: packageRoot,
    entryPoints: ["src/plugin/main.ts"],
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // Errors are told apart by the names of their classes.
    keepNames: true,
    banner: { js: banner },
    metafile: true,
    logLevel: "silent",
  });
  const own = Object.keys(metafile.inputs).filter((input) => !input.includes("node_modules/"));
  const sources = [...own, ...surroundings];
  // What changed meanwhile may be in the bundle or not: without a record the next start builds again. File times are as
  // coarse as two seconds in some file systems.
  const isStill = sources.every((source) => statSync(join(packageRoot, source)).mtimeMs < startedAt - 2000);
  const scratch = `${path}.${randomUUID()}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(scratch, [isStill ? recordOf(sources) : "", ...outputFiles.map(({ text }) => text)].join(""));
  renameSync(scratch, path);
}
