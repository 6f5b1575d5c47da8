import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import { expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { readAllOutputs } from "./read-all-outputs.ts";

const layers = stackGraph(stacks, { ...topologyOf(rehearsalConfig("payments-us")), environment: "dev" });
const arns = ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"];
const traffic = {
  contractVersion: 1,
  healthCheckId: "h1",
  failoverHealthCheckId: "h2",
  failoverDnsName: "api.x.test.local",
  healthCheckUrls: { primary: "https://a1.execute-api.us-east-1.amazonaws.com/prod/health" },
  dashboardName: "d",
  dashboardUrl: "https://us-east-2.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/d",
};

const read = (published: Readonly<Record<string, unknown>>) =>
  readAllOutputs(
    { outputs: async ({ stackName }) => (stackName === "dev-traffic" ? published : undefined) },
    "dev",
    layers,
  );

it("gives every layer's outputs as its contract has them, and null for a layer that is not there", async () => {
  expect(await read({ ...traffic, alarmArns: arns, other: 1 })).toEqual([
    { id: "shared", stack: "tandem-shared/dev", outputs: null },
    { id: "global/foundation", stack: "tandem-global/dev-foundation", outputs: null },
    { id: "primary-region", stack: "tandem-primary-region/dev", outputs: null },
    { id: "standby-region", stack: "tandem-standby-region/dev", outputs: null },
    {
      id: "global/traffic",
      stack: "tandem-global/dev-traffic",
      outputs: {
        healthCheckId: "h1",
        failoverHealthCheckId: "h2",
        failoverDnsName: "api.x.test.local",
        healthCheckUrls: traffic.healthCheckUrls,
        dashboardName: "d",
        dashboardUrl: traffic.dashboardUrl,
        alarmArns: arns,
      },
    },
  ]);
});

it("refuses outputs that break their contract", async () => {
  await expect(read(traffic)).rejects.toMatchObject({
    code: "contract-broken",
    problems: [{ key: "alarmArns", problem: "missing" }],
  });
});
