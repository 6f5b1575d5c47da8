import { expect, it } from "vitest";
import { lintFixtures } from "../testing/oxlint.ts";

it("keeps the SDK, the environment, configuration and the console out of components", () => {
  const text = `
    import { KMSClient } from "@aws-sdk/client-kms"; // -> tandem/no-sdk-in-components
    import { env } from "node:process"; // -> tandem/no-sdk-in-components
    import * as pulumi from "@pulumi/pulumi";
    export const client = new KMSClient({ region: process.env["AWS_REGION"] }); // -> tandem/no-sdk-in-components
    export const config = new pulumi.Config(); // -> tandem/one-config
    console.log(env, process.platform, { process: { env } }.process.env); // -> eslint/no-console
  `;
  const { reported, marked, messages } = lintFixtures({
    "packages/components/src/a.ts": text,
    "packages/rehearsal/src/main.ts": text.replaceAll(
      / \/\/ -> (tandem\/no-sdk-in-components|eslint\/no-console)/g,
      "",
    ),
  });
  expect(reported).toEqual(marked);
  expect(messages).toEqual([
    "components do not look at their process: take the value as an argument",
    'components make no AWS SDK calls ("@aws-sdk/client-kms"): declare a resource, or take the value as an argument',
    "components read no environment variables: take the value as an argument; stacks read config in config.ts",
    "only a stack's config.ts reads pulumi.Config: take the value from the topology, or as an argument of the component",
  ]);
});
