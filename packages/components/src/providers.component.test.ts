import { withMocks } from "@tandem/testing";
import { expect, it } from "vitest";
import { regionalProviders, route53MetricsProvider } from "./providers.ts";
import { run, topology } from "./testing/topology.ts";

it("makes one provider for each wanted region, bound to the environment's account", async () => {
  const { resources } = await withMocks(() => {
    regionalProviders(topology, ["primary", "standby"]);
  }, run);
  expect(resources.map(({ type, name, inputs }) => ({ type, name, inputs }))).toEqual([
    {
      type: "pulumi:providers:aws",
      name: "aws-primary",
      inputs: {
        region: "us-east-1",
        allowedAccountIds: '["123456789012"]',
        // What @pulumi/aws adds by itself.
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
      },
    },
    {
      type: "pulumi:providers:aws",
      name: "aws-standby",
      inputs: {
        region: "us-east-2",
        allowedAccountIds: '["123456789012"]',
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
      },
    },
  ]);
});

it("makes no provider for a region that nobody asked for", async () => {
  const { resources } = await withMocks(() => {
    regionalProviders(topology, ["standby"]);
  }, run);
  expect(resources.map(({ name }) => name)).toEqual(["aws-standby"]);
});

it("makes one of us-east-1 for what lives only there, wherever the environment is", async () => {
  const elsewhere = { ...topology, regions: { primary: "eu-west-1", standby: "eu-west-2" } } as const;
  const { resources } = await withMocks(() => {
    route53MetricsProvider(elsewhere);
  }, run);
  expect(resources.map(({ name, inputs }) => [name, inputs["region"], inputs["allowedAccountIds"]])).toEqual([
    ["aws-route53-metrics", "us-east-1", '["123456789012"]'],
  ]);
});
