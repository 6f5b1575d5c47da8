import { existsSync, globSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Layer } from "@tandem/contracts";
import { build, stop } from "esbuild";
import type { Metafile } from "esbuild";
import { workspaceOnly } from "./workspace-only.ts";

/** What a layer's program is made of; files are of the workspace, relative to the repository, and sorted. */
export interface LayerModules {
  /** What the program imports, directly or not, with the package.json of each package that it passes. */
  readonly files: readonly string[];
  /** The program with all that it imports, in one text, without what it cannot run. */
  readonly program: string;
  /** What the Lambda bundles are made of that the program builds; none where it builds none. */
  readonly bundles: readonly string[];
}

/** The module by which a program builds bundles, and the entry files of these. */
const BUNDLER = join("packages", "handlers", "src", "bundle.ts");
const HANDLERS = join("packages", "handlers", "src", "*", "handler.ts");

/** The programs of a checkout, as one look at it finds them. */
export interface WorkspaceModules {
  /** By layer, the same object for the same program; of a layer whose project has no `index.ts` in this checkout, nothing. */
  readonly byLayer: ReadonlyMap<string, LayerModules>;
  /** The tools' programs in one text. */
  readonly tools: string;
  /** Every file that was looked at, relative to the repository. */
  readonly inputs: readonly string[];
}

/** Where a look begins. */
export interface Entries {
  /** By layer. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
  readonly handlers: readonly string[];
  /** Programs that run the layers' own. */
  readonly tools: readonly string[];
}

/** How many builds esbuild is at. */
let building = 0;

/** Waits for a build, and lets esbuild's process go when none needs it: it would keep some 100 MB until this one ends. */
async function built<T>(result: Promise<T>): Promise<T> {
  building += 1;
  try {
    return await result;
  } finally {
    building -= 1;
    if (building === 0) await stop();
  }
}

/**
 * Follows the imports of every layer's program and of every handler, in one pass of esbuild. Packages from outside the
 * workspace are left out: the lockfile holds them. So are imports of types alone.
 *
 * A program's text has no declaration that nothing reaches from its entry and that esbuild proves to do nothing by
 * itself, such as a class of a component that the program does not make. Nobody's word is taken for it: annotations, in
 * the code and in package.json, are ignored.
 */
export async function workspaceModules(
  root: string,
  layers: readonly Layer[],
  entries: Entries = entriesOf(root, layers),
): Promise<WorkspaceModules> {
  const { handlers, tools } = entries;
  const { metafile, outputFiles } = await built(
    build({
      absWorkingDir: root,
      entryPoints: [...new Set([...entries.layers.values()].flat()), ...handlers, ...tools],
      outdir: join(root, "dist"),
      write: false,
      bundle: true,
      treeShaking: true,
      ignoreAnnotations: true,
      format: "esm",
      platform: "node",
      metafile: true,
      logLevel: "silent",
      plugins: [workspaceOnly(root, planesOf(layers))],
    }),
  );
  const texts = new Map(outputFiles.map(({ path, text }) => [relative(root, path), text]));
  const outputsOf = (own: readonly string[]) =>
    Object.entries(metafile.outputs).filter(([, { entryPoint = "" }]) => own.includes(entryPoint));
  const textOf = (own: readonly string[]) =>
    outputsOf(own)
      .map(([path]) => texts.get(path))
      .join("\n");
  const bundled = reached(metafile, handlers);
  const modulesOf = (own: readonly string[]): LayerModules => {
    const files = reached(metafile, own);
    const builds = outputsOf(own).some(([, { inputs }]) => (inputs[BUNDLER]?.bytesInOutput ?? 0) > 0);
    return {
      files: [...files, ...manifests(files)].toSorted(),
      program: textOf(own),
      bundles: builds ? bundled : [],
    };
  };
  // Layers of one project and plane run the same program.
  const byProgram = new Map<string, LayerModules>();
  const byLayer = new Map(
    [...entries.layers].map(([id, own]) => {
      const program = own.join();
      const modules = byProgram.get(program) ?? modulesOf(own);
      byProgram.set(program, modules);
      return [id, modules];
    }),
  );
  const inputs = Object.keys(metafile.inputs);
  return { byLayer, tools: textOf(tools), inputs: [...inputs, ...manifests(inputs)] };
}

/**
 * Where the programs of a checkout begin.
 * @param tools Of these, those that the checkout has. @default none
 */
export function entriesOf(root: string, layers: readonly Layer[], tools: readonly string[] = []): Entries {
  return {
    layers: new Map(layers.map((layer) => [layer.id, entriesOfLayer(root, layer)])),
    handlers: globSync(HANDLERS, { cwd: root }).toSorted(),
    tools: tools.filter((tool) => existsSync(join(root, tool))),
  };
}

/** Its project's `index.ts`, and of a plane the module that its `program.ts` loads. */
function entriesOfLayer(root: string, { contract: { project, plane } }: Layer): readonly string[] {
  const modules = plane === undefined ? ["index.ts"] : ["index.ts", `${plane}.ts`];
  return modules.map((module) => join("stacks", project, module)).filter((file) => existsSync(join(root, file)));
}

/** The modules that a `program.ts` loads for one plane only. */
function planesOf(layers: readonly Layer[]): ReadonlySet<string> {
  return new Set(
    layers.flatMap(({ contract: { project, plane } }) =>
      plane === undefined ? [] : [join("stacks", project, `${plane}.ts`)],
    ),
  );
}

/** Everything that the entries import, directly or not, with themselves. */
function reached({ inputs }: Metafile, entries: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    waiting.push(...(inputs[file]?.imports ?? []).filter(({ external }) => external !== true).map(({ path }) => path));
  }
  return [...found].toSorted();
}

/** The package.json of each package among the files: it says where an import of the package leads. */
function manifests(files: readonly string[]): readonly string[] {
  const packages = files.map((file) => dirname(file).split("/").slice(0, 2).join("/"));
  return [...new Set(packages)].map((folder) => `${folder}/package.json`);
}
