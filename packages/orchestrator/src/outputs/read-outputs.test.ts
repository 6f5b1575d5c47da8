import { requireEnvironment, topologyOf } from "@tandem/config";
import { layerId } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import type { LayerEngine } from "../ports.ts";
import { readOutputs } from "./read-outputs.ts";

const topology = topologyOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
const key = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
const role = "arn:aws:iam::123456789012:role/processor";
const regional = (region: string) => ({
  contractVersion: 1,
  apiEndpoint: `https://a1.execute-api.${region}.amazonaws.com/prod`,
  apiHostname: `a1.execute-api.${region}.amazonaws.com`,
  apiId: "a1",
  trafficHostname: `a1.execute-api.${region}.amazonaws.com`,
  processorFunctionName: "processor",
  processorFunctionArn: `arn:aws:lambda:${region}:123456789012:function:processor`,
  alertTopicArn: `arn:aws:sns:${region}:123456789012:alerts`,
  alarmArns: [`arn:aws:cloudwatch:${region}:123456789012:alarm:errors`],
});
const deployed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "shared/dev": {
    contractVersion: 1,
    topology,
    primaryKeyArn: key,
    standbyKeyArn: key,
    primaryProcessorRoleArn: role,
    standbyProcessorRoleArn: role,
    primaryHeartbeatRoleArn: role,
    standbyHeartbeatRoleArn: role,
    primaryHeartbeatScheduleRoleArn: role,
    standbyHeartbeatScheduleRoleArn: role,
    controllerRoleArn: role,
    controllerScheduleRoleArn: role,
    latchRoleArn: role,
    replicationRoleArn: role,
    recoveryRoleArn: role,
  },
  "primary-region/dev": regional("us-east-1"),
  "standby-region/dev": {
    ...regional("us-east-2"),
    controllerFunctionName: "failover",
    stateTableName: "failover-state",
    latchUrl: "https://l1.lambda-url.us-east-2.on.aws/latch",
    latchHealthCheckId: "latch-1",
  },
  "global/traffic/dev-traffic": {
    contractVersion: 1,
    healthCheckId: "h1",
    failoverHealthCheckId: "h2",
    failoverDnsName: "api.payment-dev1.test.local",
    healthCheckUrls: { primary: "https://a1.execute-api.us-east-1.amazonaws.com/prod/health" },
    dashboardName: "readiness",
    dashboardUrl: "https://us-east-2.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/readiness",
    alarmArns: ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"],
  },
};

/** An engine whose state holds these stacks' outputs. */
function engineWith(stacks: typeof deployed): Pick<LayerEngine, "outputs"> {
  return { outputs: async ({ contract, stackName }) => stacks[`${layerId(contract)}/${stackName}`] };
}

function without(...gone: readonly string[]): typeof deployed {
  return Object.fromEntries(Object.entries(deployed).filter(([name]) => !gone.includes(name)));
}

describe("readOutputs", () => {
  it("collects the outputs that the profile names from the layers that publish them", async () => {
    expect(await readOutputs(engineWith(deployed), "dev")).toEqual({
      environment: "dev",
      profile: "payments-us",
      outputs: {
        primaryApiEndpoint: "https://a1.execute-api.us-east-1.amazonaws.com/prod",
        secondaryApiEndpoint: "https://a1.execute-api.us-east-2.amazonaws.com/prod",
        failoverDnsName: "api.payment-dev1.test.local",
        healthCheckId: "h1",
        alarmArns: ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"],
      },
    });
  });

  it("says that an environment without shared is not there", async () => {
    await expect(readOutputs(engineWith({}), "prod")).rejects.toMatchObject({
      code: "layer-missing",
      message: "prod is not rolled out: tandem-shared/prod does not exist",
      hint: "pulumi -C stacks/shared stack select --create prod && pulumi -C stacks/shared up",
    });
  });

  it("names every layer that is missing", async () => {
    const half = engineWith(without("standby-region/dev", "global/traffic/dev-traffic"));
    await expect(readOutputs(half, "dev")).rejects.toMatchObject({
      code: "layer-missing",
      message: "dev is not rolled out: tandem-standby-region/dev, tandem-global/dev-traffic do not exist",
      hint:
        "pulumi -C stacks/standby-region stack select --create dev && pulumi -C stacks/standby-region up; then " +
        "pulumi -C stacks/global stack select --create dev-traffic && pulumi -C stacks/global up",
    });
  });

  it("refuses outputs that break their contract", async () => {
    const broken = engineWith({
      ...deployed,
      "global/traffic/dev-traffic": { contractVersion: 1, healthCheckId: "h1", failoverHealthCheckId: "h2" },
    });
    await expect(readOutputs(broken, "dev")).rejects.toMatchObject({
      code: "contract-broken",
      problems: [
        { key: "failoverDnsName", problem: "missing" },
        { key: "healthCheckUrls", problem: "missing" },
        { key: "dashboardName", problem: "missing" },
        { key: "dashboardUrl", problem: "missing" },
        { key: "alarmArns", problem: "missing" },
      ],
    });
  });

  it("says that a stack is empty", async () => {
    const empty = engineWith({ ...deployed, "primary-region/dev": {} });
    await expect(readOutputs(empty, "dev")).rejects.toMatchObject({
      problems: [{ key: "outputs", problem: "none yet: the stack is empty" }],
    });
  });
});
