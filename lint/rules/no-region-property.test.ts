import { expect, it } from "vitest";
import { lintFixtures } from "../testing/oxlint.ts";

const makeProvider =
  'import * as aws from "@pulumi/aws";\nexport const p = new aws.Provider("p", { region: "us-east-1" });';

it("reports a region on resources, and a provider for a region outside the factory", () => {
  const { reported, marked, messages } = lintFixtures({
    "packages/components/src/data/table.ts": `
      import * as aws from "@pulumi/aws";
      import { Table } from "@pulumi/aws/dynamodb/index.js";
      import { Provider, sns } from "@pulumi/aws";
      const region = "us-east-1";
      export const all = [
        new aws.dynamodb.Table("a", { hashKey: "pk", region: "us-east-1" }), // -> tandem/no-region-property
        new sns.Topic("b", { region }), // -> tandem/no-region-property
        new Table("c", { "region": region }), // -> tandem/no-region-property
        new Provider("d", { region }), // -> tandem/no-region-property
        new aws.dynamodb.Table("e", { hashKey: "region", tags: { region } }, {}),
        new aws.dynamodb.Table("f", { replicas: [{ regionName: region }] }),
        new Map([["region", { region }]]),
      ];
    `,
    "stacks/global/traffic.ts": `${makeProvider} // -> tandem/no-region-property`,
    "packages/components/src/providers.ts": makeProvider,
    "packages/components/src/data/table.component.test.ts": makeProvider,
  });
  expect(reported).toEqual(marked);
  expect(messages).toEqual([
    "no region property on a resource: pass the region's explicit provider, { provider }, instead",
    "only packages/components/src/providers.ts makes a provider for a region: use regionalProviders(topology)",
  ]);
});
