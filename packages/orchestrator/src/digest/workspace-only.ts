import { basename, dirname, join, relative } from "node:path";
import type { OnResolveArgs, Plugin } from "esbuild";

/**
 * What every program imports anyway. A module runs once, whoever imports it first, so that an import of these by code
 * that a program does not use changes nothing. A test holds every program to importing them.
 */
const inEveryProgram: ReadonlySet<string> = new Set(["@pulumi/aws", "@pulumi/pulumi"]);

/** What the names of the workspace's own packages begin with. */
const OWN_SCOPE = "@tandem/";

/**
 * Follows relative imports and those of the workspace's own packages. Filters are as narrow as they can be: each import
 * that one lets through costs a round trip to esbuild's process, of which a look at all programs has a thousand.
 * @param planes Modules, relative to the root, that are not followed where the `program.ts` beside them loads them by
 *   `import()`, which it does for the stacks of one plane only
 */
export function workspaceOnly(root: string, planes: ReadonlySet<string>): Plugin {
  return {
    name: "workspace-only",
    setup: (build) => {
      for (const plane of new Set([...planes].map((file) => basename(file, ".ts")))) {
        build.onResolve({ filter: new RegExp(`^\\./${plane}\\.ts$`) }, ({ path, kind, importer, resolveDir }) => {
          const file = relative(root, join(resolveDir, path));
          const byProgram = relative(root, importer) === join(dirname(file), "program.ts");
          return kind === "dynamic-import" && byProgram && planes.has(file) ? { path, external: true } : undefined;
        });
      }
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }: OnResolveArgs) => {
        if (kind === "entry-point" || pluginData === RESOLVING) return undefined;
        if (path.startsWith("node:")) return { path, external: true, sideEffects: false };
        const asPackage = { path, external: true, sideEffects: !inEveryProgram.has(path) };
        if (!path.startsWith(OWN_SCOPE)) return asPackage;
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVING });
        const inside = relative(root, found.path);
        const own = found.errors.length === 0 && !inside.startsWith("..") && !inside.includes("node_modules");
        return own ? { path: found.path } : asPackage;
      });
    },
  };
}

const RESOLVING = Symbol("resolving");
