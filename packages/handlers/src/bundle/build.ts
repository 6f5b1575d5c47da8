import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import { buildSync, stop } from "esbuild";
import type { Metafile } from "esbuild";

/** One built handler, in memory. */
export interface BuiltHandler {
  /** The minified ESM code. */
  readonly code: Uint8Array;
  /** Its source map, with paths relative to the package. */
  readonly map: Uint8Array;
  /** Bytes that each npm package or source folder adds to the code, largest first. */
  readonly inputs: readonly { readonly name: string; readonly bytes: number }[];
  /** Paths of the files of this workspace that the code is made of, relative to the package. */
  readonly sources: readonly string[];
}

/** The folder of this package. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Defines `require` for what is CommonJS in a bundle and asks for Node.js's own modules, as `pg` does: in ESM there is none.
 */
const requireForCommonJs = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';

/**
 * Bundles one entry file with everything it imports, the AWS SDK included: the runtime's own copy changes without notice.
 * The same sources give the same bytes in any checkout: paths are relative, and nothing reads the clock.
 * @param entry Path of the entry file, relative to the package.
 * @param isMixed Whether what it imports is CommonJS in parts and needs a `require`.
 */
export function buildHandler(entry: string, isMixed = false): BuiltHandler {
  const result = buildSync({
    absWorkingDir: packageRoot,
    entryPoints: [entry],
    outfile: "dist/index.mjs",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The ESM builds of the SDK tree-shake; its CommonJS ones, esbuild's default for node, do not.
    mainFields: ["module", "main"],
    legalComments: "none",
    charset: "utf8",
    // A map beside the code would double the zip and the cold start, so the code does not refer to one.
    sourcemap: "external",
    sourcesContent: false,
    ...(isMixed ? { banner: { js: requireForCommonJs } } : {}),
    metafile: true,
    logLevel: "silent",
  });
  // Its service would stay, with 150 MB, as long as the program that bundles.
  void stop();
  const { outputFiles, metafile } = result;
  return {
    code: outputOf(outputFiles, ".mjs"),
    map: outputOf(outputFiles, ".mjs.map"),
    inputs: inputsOf(metafile),
    sources: Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules/")),
  };
}

/** @throws TandemError when esbuild wrote no such file, which it always does. */
export function outputOf(
  files: readonly { readonly path: string; readonly contents: Uint8Array }[],
  suffix: string,
): Uint8Array {
  const found = files.find(({ path }) => path.endsWith(suffix));
  if (found !== undefined) return found.contents;
  const written = files.map(({ path }) => path).join(", ");
  throw new TandemError("bundle-output", `esbuild wrote no ${suffix}, only [${written}]`, { kind: "bug" });
}

function inputsOf(metafile: Metafile): BuiltHandler["inputs"] {
  const bytes = new Map<string, number>();
  for (const [output, { inputs }] of Object.entries(metafile.outputs)) {
    if (!output.endsWith(".mjs")) continue;
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = owner(path);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes]
    .map(([name, size]) => ({ name, bytes: size }))
    .toSorted((left, right) => right.bytes - left.bytes || left.name.localeCompare(right.name, "en"));
}

/** The npm package a file belongs to, `@smithy/core`, or the file itself when it is ours. */
function owner(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}
