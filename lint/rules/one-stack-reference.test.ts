import { expect, it } from "vitest";
import { lintFixtures } from "../testing/oxlint.ts";

it("lets only consume.ts make a StackReference", () => {
  const make = 'import * as pulumi from "@pulumi/pulumi";\nexport const up = new pulumi.StackReference("a/b/c");';
  const { reported, marked, messages } = lintFixtures({
    "packages/contracts/src/consume.ts": make,
    "packages/contracts/src/publish.ts": `${make} // -> tandem/one-stack-reference`,
    "packages/handlers/src/consume.ts": `export const up = new pulumi.StackReference("a"); // -> tandem/one-stack-reference`,
    "stacks/global/program.ts": `
      import { StackReference, StackReference as Upstream } from "@pulumi/pulumi";
      export const one = new StackReference("a/b/c"); // -> tandem/one-stack-reference
      export const two = new Upstream("a/b/c"); // -> tandem/one-stack-reference
      export const three = new pulumi.Output();
      export const four = (reference: StackReference) => reference.getOutput("vpcId");
    `,
  });
  expect(reported).toEqual(marked);
  expect(messages).toEqual([
    "only packages/contracts/src/consume.ts makes a StackReference: read another stack with consume(contract) from @tandem/contracts",
  ]);
});
