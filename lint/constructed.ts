import type { ESTree } from "@oxlint/plugins";

/** What `new` is applied to. */
export interface Constructed {
  /** The module's specifier; undefined for names that the file does not import. */
  readonly module: string | undefined;
  /** The export and what follows it: `["dynamodb", "Table"]`. */
  readonly path: readonly string[];
}

interface Binding {
  readonly module: string;
  /** Undefined when the name stands for the whole module. */
  readonly exported: string | undefined;
}

/** The imported names of a file. */
export type Bindings = ReadonlyMap<string, Binding>;

// Known by name too, for code that gets the namespace in another way than by import.
const namespaces: ReadonlyMap<string, Binding> = new Map(
  ["aws", "awsx", "pulumi"].map((name) => [name, { module: `@pulumi/${name}`, exported: undefined }]),
);

/** Reads a file's imports. */
export function bindingsOf(program: ESTree.Program): Bindings {
  const bindings = new Map<string, Binding>();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    for (const specifier of statement.specifiers) {
      const exported = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : undefined;
      bindings.set(specifier.local.name, { module: statement.source.value, exported });
    }
  }
  return bindings;
}

/** What a `new` expression makes; undefined when its class is computed. */
export function constructedBy({ callee }: ESTree.NewExpression, bindings: Bindings): Constructed | undefined {
  const names: string[] = [];
  let at: ESTree.Expression = callee;
  while (at.type === "MemberExpression") {
    if (at.computed || at.property.type !== "Identifier") return undefined;
    names.unshift(at.property.name);
    at = at.object;
  }
  if (at.type !== "Identifier") return undefined;
  const binding = bindings.get(at.name) ?? (names.length > 0 ? namespaces.get(at.name) : undefined);
  if (binding === undefined) return { module: undefined, path: [at.name, ...names] };
  return { module: binding.module, path: binding.exported === undefined ? names : [binding.exported, ...names] };
}

/** Whether a specifier is this package or one of its subpaths. */
export function isFrom(specifier: string | undefined, name: string): boolean {
  return specifier !== undefined && (specifier === name || specifier.startsWith(`${name}/`));
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}
