import { describe, expect, it } from "vitest";
import { layers } from "../layers.ts";
import { lintFixtures } from "../testing/oxlint.ts";

const packages = {
  "@tandem/config": "packages/config",
  "@tandem/contracts": "packages/contracts",
  "@tandem/handlers": "packages/handlers",
  "@tandem/components": "packages/components",
  "@tandem/orchestrator": "packages/orchestrator",
  "@tandem/rehearsal": "packages/rehearsal",
  "@tandem/cli": "packages/cli",
  "@tandem/testing": "packages/testing",
  "@tandem/stack-shared": "stacks/shared",
  "@tandem/stack-global": "stacks/global",
  "@tandem/tests": "tests",
  "@tandem/lint": "lint",
};

// Design section 7, said once more as whole rows: who may import what, subpaths aside.
const rows: Record<string, string[]> = {
  "packages/config/src": [],
  "packages/contracts/src": ["@tandem/config"],
  "packages/handlers/src": ["@tandem/config"],
  "packages/components/src": ["@tandem/config", "@tandem/handlers"],
  "packages/orchestrator/src": ["@tandem/config", "@tandem/contracts"],
  "packages/rehearsal/src": ["@tandem/config"],
  "packages/cli/src": ["@tandem/orchestrator", "@tandem/rehearsal"],
  "packages/testing/src": [],
  "stacks/shared": ["@tandem/config", "@tandem/components", "@tandem/contracts"],
  "tests/engine": ["@tandem/config", "@tandem/contracts", "@tandem/orchestrator", "@tandem/rehearsal"],
};

function importsOfAll(directory: string, legal: readonly string[]): string {
  return Object.entries(packages)
    .map(([name, owner]) => {
      const allowed = legal.includes(name) || directory.startsWith(owner);
      return `export * from "${name}";${allowed ? "" : " // -> tandem/layer-imports"}\n`;
    })
    .join("");
}

describe("tandem/layer-imports", () => {
  it("lets each layer import exactly the packages of its row", () => {
    const { reported, marked } = lintFixtures(
      Object.fromEntries(
        Object.entries(rows).map(([directory, legal]) => [`${directory}/all.ts`, importsOfAll(directory, legal)]),
      ),
    );
    expect(reported).toEqual(marked);
  });

  it("lets the tests of each layer import the mock harness as well", () => {
    const { reported, marked } = lintFixtures(
      Object.fromEntries(
        Object.entries(rows).map(([directory, legal]) => [
          `${directory}/all.test.ts`,
          importsOfAll(directory, [...legal, "@tandem/testing"]),
        ]),
      ),
    );
    expect(reported).toEqual(marked);
  });

  it("has a row for every package directory", () => {
    const directories = Object.values(packages).map((directory) => directory.replace(/^stacks\/.*/, "stacks/*"));
    expect(Object.keys(layers).toSorted()).toEqual([...new Set(directories)].toSorted());
  });

  it("lets rehearsal import the orchestrator's ports and no more of it", () => {
    const { reported, marked, messages } = lintFixtures({
      "packages/rehearsal/src/ports.ts": `
        export * from "@tandem/orchestrator/ports";
        export * from "@tandem/orchestrator"; // -> tandem/layer-imports
        export * from "@tandem/orchestrator/ports-of-others"; // -> tandem/layer-imports
        export * from "@tandem/config/naming";
      `,
    });
    expect(reported).toEqual(marked);
    expect(messages[0]).toBe(
      'packages/rehearsal must not import "@tandem/orchestrator"; it may import: @tandem/config, @tandem/orchestrator/ports; implement or call a port of @tandem/orchestrator/ports instead',
    );
  });

  it("sees every form of import", () => {
    const { reported, marked } = lintFixtures({
      "packages/config/src/forms.ts": `
        import { a } from "@tandem/cli"; // -> tandem/layer-imports
        import type { B } from "@tandem/cli/b"; // -> tandem/layer-imports
        export { c } from "@tandem/cli"; // -> tandem/layer-imports
        export type D = import("@tandem/cli").D; // -> tandem/layer-imports, typescript/consistent-type-imports
        export const e = (): Promise<B> => import("@tandem/cli"); // -> tandem/layer-imports
        export const f = (name: string) => import(name);
        export { a };
      `,
    });
    expect(reported).toEqual(marked);
  });

  it("keeps relative imports inside their package, and stacks apart", () => {
    const { reported, marked, messages } = lintFixtures({
      "packages/contracts/src/deep/relative.ts": `
        export * from "../neighbour.ts";
        export * from "../../package.json";
        export * from "../../../config/src/naming.ts"; // -> tandem/layer-imports
        export * from "../../../../vitest.workspace.ts"; // -> tandem/layer-imports
      `,
      "stacks/shared/program.ts": `
        export * from "./config.ts";
        export * from "../global/program.ts"; // -> tandem/layer-imports
        export * from "@tandem/stack-global"; // -> tandem/layer-imports
      `,
      "tests/engine/up.test.ts": `
        export * from "../helpers.ts";
        export * from "../../packages/config/src/index.ts"; // -> tandem/layer-imports
      `,
      "root.ts": `
        export * from "./vitest.workspace.ts";
        export * from "./packages/config/src/index.ts"; // -> tandem/layer-imports
      `,
    });
    expect(reported).toEqual(marked);
    expect(messages).toEqual([
      '"../../../../vitest.workspace.ts" is outside packages/contracts: give the value as an argument, or keep the file in packages/contracts',
      '"../../../config/src/naming.ts" is a file of packages/config: import it from "@tandem/config", and export it there where it is missing',
      '"../../packages/config/src/index.ts" is a file of packages/config: import it from "@tandem/config", and export it there where it is missing',
      '"../global/program.ts" is a file of stacks/global; read another stack\'s outputs with consume() from @tandem/contracts, and move shared code to @tandem/components',
      '"./packages/config/src/index.ts" is a file of packages/config: import it from "@tandem/config", and export it there where it is missing',
      'stacks/shared must not import "@tandem/stack-global"; it may import: @tandem/components, @tandem/config, @tandem/contracts; read another stack\'s outputs with consume() from @tandem/contracts, and move shared code to @tandem/components',
    ]);
  });

  it("keeps Pulumi out of the handlers, and asks a new package for its row", () => {
    const { reported, marked, messages } = lintFixtures({
      "packages/handlers/src/bad.ts": `
        export * from "@pulumi/pulumi"; // -> tandem/layer-imports
        export * from "@aws-sdk/client-dynamodb";
      `,
      "packages/brand-new/src/index.ts": `
        export * from "@tandem/config"; // -> tandem/layer-imports
      `,
    });
    expect(reported).toEqual(marked);
    expect(messages).toEqual([
      "packages/brand-new has no row in lint/layers.ts: add one that says which packages it may import",
      'packages/handlers must not import "@pulumi/pulumi": @pulumi stays out of this layer; move the code that needs it to a layer above',
    ]);
  });
});
