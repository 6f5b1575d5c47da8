import { expect, it } from "vitest";
import { lintFixtures } from "../testing/oxlint.ts";

it("lets only a stack's config.ts read pulumi.Config", () => {
  const make = 'import * as pulumi from "@pulumi/pulumi";\nexport const config = new pulumi.Config("tandem");';
  const { reported, marked, messages } = lintFixtures({
    "stacks/shared/config.ts": make,
    "stacks/global/config.ts": make,
    "stacks/shared/program.ts": `${make} // -> tandem/one-config`,
    "packages/components/src/config.ts": `${make} // -> tandem/one-config`,
    "packages/orchestrator/src/a.ts": `
      import { Config, Config as Settings } from "@pulumi/pulumi";
      export const one = new Config(); // -> tandem/one-config
      export const two = new Settings(); // -> tandem/one-config
    `,
    "packages/rehearsal/src/b.ts": `
      import { Config } from "./config.ts";
      export const own = new Config();
      export const other = new own.Config();
    `,
  });
  expect(reported).toEqual(marked);
  expect(messages).toEqual([
    "only a stack's config.ts reads pulumi.Config: take the value from the topology, or as an argument of the component",
  ]);
});
