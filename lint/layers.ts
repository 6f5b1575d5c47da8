/** One row of the layer table: what the code of a workspace package may import. */
export interface Layer {
  /** Specifiers of workspace packages; each covers its subpaths, and a subpath covers nothing else of its package. */
  readonly imports: readonly string[];
  /** Scopes from outside the workspace that this layer keeps out. */
  readonly without?: readonly string[];
}

/** Who may import whom. A package that has no row is reported until it gets one. */
export const layers: Readonly<Record<string, Layer>> = {
  "packages/config": { imports: [] },
  "packages/contracts": { imports: ["@tandem/config"] },
  "packages/handlers": { imports: ["@tandem/config"], without: ["@pulumi"] },
  "packages/components": { imports: ["@tandem/config", "@tandem/handlers"] },
  "packages/orchestrator": { imports: ["@tandem/config", "@tandem/contracts"] },
  "packages/rehearsal": { imports: ["@tandem/config", "@tandem/orchestrator/ports"] },
  "packages/cli": {
    imports: ["@tandem/config/profiles", "@tandem/handlers/simulation", "@tandem/orchestrator", "@tandem/rehearsal"],
  },
  "packages/testing": { imports: [] },
  "stacks/*": { imports: ["@tandem/components", "@tandem/config", "@tandem/contracts"] },
  tests: { imports: ["@tandem/config", "@tandem/contracts", "@tandem/orchestrator", "@tandem/rehearsal"] },
  lint: { imports: [] },
};

/** What test files of every layer may import as well. */
export const testImports: readonly string[] = ["@tandem/testing"];

/** The row of a workspace package, given as its directory from the root: `stacks/shared`. */
export function layerOf(directory: string): Layer | undefined {
  return layers[directory] ?? layers[directory.replace(/\/[^/]+$/, "/*")];
}

/** The name by which other packages import what is in this directory. */
export function packageName(directory: string): string {
  return `@tandem/${directory.replace(/^stacks\//, "stack-").replace(/^packages\//, "")}`;
}
