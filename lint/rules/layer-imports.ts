import { posix } from "node:path";
import type { CreateRule, ESTree } from "@oxlint/plugins";
import { isFrom } from "../constructed.ts";
import { layerOf, packageName, testImports } from "../layers.ts";
import { directoryOf, placeOf } from "../place.ts";
import type { Place } from "../place.ts";

/** Imports go down the layers only, and reach another package by its name only. */
export const layerImports: CreateRule = {
  create(context) {
    const place = placeOf(context.filename);
    const check = (source: ESTree.Expression | null) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = problemOf(place, source.value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ source }) => check(source),
    };
  },
};

/** Why a file at this place must not import this specifier; undefined when it may. */
function problemOf(place: Place, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return relativeProblem(place, specifier);
  const { directory } = place;
  if (directory === "") return undefined;
  const layer = layerOf(directory);
  if (layer === undefined) {
    return `${directory} has no row in lint/layers.ts: add one that says which packages it may import`;
  }
  const kept = layer.without?.find((scope) => isFrom(specifier, scope));
  if (kept !== undefined) {
    return `${directory} must not import "${specifier}": ${kept} stays out of this layer; move the code that needs it to a layer above`;
  }
  if (!specifier.startsWith("@tandem/") || isFrom(specifier, packageName(directory))) return undefined;
  const legal = place.isTest ? [...layer.imports, ...testImports] : layer.imports;
  if (legal.some((allowed) => isFrom(specifier, allowed))) return undefined;
  return `${directory} must not import "${specifier}"; it may import: ${legal.join(", ") || "no other package"}; ${advice(specifier)}`;
}

function relativeProblem({ path, directory }: Place, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  const owner = directoryOf(target);
  if (owner === directory) return undefined;
  if (owner === "")
    return `"${specifier}" is outside ${directory}: give the value as an argument, or keep the file in ${directory}`;
  if (owner.startsWith("stacks/")) return `"${specifier}" is a file of ${owner}; ${advice(packageName(owner))}`;
  return `"${specifier}" is a file of ${owner}: import it from "${packageName(owner)}", and export it there where it is missing`;
}

function advice(specifier: string): string {
  if (specifier.startsWith("@tandem/stack-")) {
    return "read another stack's outputs with consume() from @tandem/contracts, and move shared code to @tandem/components";
  }
  if (isFrom(specifier, "@tandem/testing")) return "keep test helpers in test files";
  if (isFrom(specifier, "@tandem/orchestrator"))
    return "implement or call a port of @tandem/orchestrator/ports instead";
  return "take the value as an argument, or move what both need into a package that both may import";
}
