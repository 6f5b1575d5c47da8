import type { asset } from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { HeartbeatWriter } from "./heartbeat-writer.ts";

const roleArn = "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-2-dev1";
const scheduleRoleArn = "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-2-dev1";
const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const make = (given = topology) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(given, ["standby"]);
    new HeartbeatWriter("heartbeat", {
      topology: given,
      role: "standby",
      provider,
      roleArn,
      scheduleRoleArn,
      keyArn,
      controlTableName: "control",
    });
  }, run);
const { resources } = await make();
const name = "payment-heartbeat-us-east-2-dev1";

describe("HeartbeatWriter", () => {
  it("makes a function with its log group, its retries and its schedule, all in its region", () => {
    expect(shape(resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup heartbeat < heartbeat @ aws-standby",
      "aws:lambda/function:Function heartbeat < heartbeat @ aws-standby",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig heartbeat < heartbeat @ aws-standby",
      "aws:scheduler/schedule:Schedule heartbeat < heartbeat @ aws-standby",
      "tandem:failover:HeartbeatWriter heartbeat < stack @ none",
    ]);
    expect(only(resources, "tandem:failover:HeartbeatWriter").outputs).toEqual({ functionName: name });
  });

  it("runs the bundle long enough for its ticks, at most three at once, with no variable of Lambda's own", async () => {
    const { code, ...inputs } = only(resources, "aws:lambda/function:Function").inputs;
    expect(inputs).toEqual({
      name,
      description: "heartbeat of the region",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: roleArn,
      memorySize: 256,
      timeout: 180,
      reservedConcurrentExecutions: 3,
      environment: {
        variables: {
          CONTROL_TABLE: "control",
          DOCUMENTS_BUCKET: "payment-docs-us-east-2-dev1",
          ENVIRONMENT: "dev",
          POWERTOOLS_SERVICE_NAME: "payment-heartbeat",
          LOG_LEVEL: "INFO",
        },
      },
      loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${name}` },
      tags: tags(name),
    });
    expect(await (code as asset.FileArchive).path).toMatch(/\/packages\/handlers\/dist\/heartbeat$/);
  });

  it("is started every minute, and a start that fails is not tried again, neither by the schedule nor by Lambda", () => {
    const never = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const started = only(resources, "aws:scheduler/schedule:Schedule");
    expect(started.inputs).toEqual({
      name: "payment-heartbeat-schedule-us-east-2-dev1",
      description: "starts the heartbeat of the region",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:aws:lambda:us-east-2:123456789012:function:${name}`,
        roleArn: scheduleRoleArn,
        retryPolicy: never,
      },
    });
    const retries = only(resources, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
    expect(retries.inputs).toEqual({ functionName: name, ...never });
    expect(started.dependsOn).toContain("heartbeat");
  });

  it("logs to a group that exists before it, encrypted, and kept where data is kept", async () => {
    expect(only(resources, "aws:cloudwatch/logGroup:LogGroup").inputs).toEqual({
      name: `/aws/lambda/${name}`,
      retentionInDays: 30,
      kmsKeyId: keyArn,
      tags: tags(name),
    });
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames((await make(keepTopology)).resources)).toEqual([
      "aws:cloudwatch/logGroup:LogGroup heartbeat protect=true retain=true",
    ]);
  });
});
