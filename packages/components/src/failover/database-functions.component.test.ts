import type { asset } from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { FunctionAccess } from "../network/function-access.ts";
import { regionalProviders } from "../providers.ts";
import { only, privateTopology as topology, run, shape, tags, prefixListIds } from "../testing/topology.ts";
import { HeartbeatWriter } from "./heartbeat-writer.ts";
import { LagReader } from "./lag-reader.ts";

const roleArn = "arn:aws:iam::123456789012:role/reader";
const scheduleRoleArn = "arn:aws:iam::123456789012:role/start";
const keyArn = "arn:aws:kms:us-west-2:123456789012:key/mrk-1";
const variables = {
  DATABASE_WRITER_HOST: "ledger.cluster-1.us-west-2.rds.amazonaws.com",
  DATABASE_READER_HOST: "ledger.cluster-ro-1.us-west-2.rds.amazonaws.com",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "transactions",
  DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-west-2:123456789012:secret:user-a1b2c3",
};
const told = { ...variables, DATABASE_CA_FILE: "/var/runtime/ca-cert.pem" };
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  const place = { topology, role: "standby", provider } as const;
  const access = new FunctionAccess("functions", { ...place, vpcId: "vpc-1", subnetIds: ["subnet-1"], prefixListIds });
  const common = { ...place, roleArn, scheduleRoleArn, keyArn, controlTableName: "control" };
  new LagReader("lag", { ...common, database: { variables, access } });
  new HeartbeatWriter("heartbeat", { ...common, database: { variables, access } });
}, run);
const inSubnets = {
  vpcConfig: {
    subnetIds: ["subnet-1"],
    securityGroupIds: [only(resources, "tandem:network:FunctionAccess").outputs?.["securityGroupId"]],
  },
};
const functionInputs = async (name: string) => {
  const { code, ...inputs } = only(resources, "aws:lambda/function:Function", name).inputs;
  return { ...inputs, folder: (await (code as asset.FileArchive).path).split("/").at(-1) };
};

describe("LagReader", () => {
  const name = "transaction-lag-us-west-2-dev1";

  it("makes a function with its log group, its retries and its schedule", () => {
    expect(shape(resources.filter(({ parent }) => parent === "lag"))).toEqual([
      "aws:cloudwatch/logGroup:LogGroup lag < lag @ aws-standby",
      "aws:lambda/function:Function lag < lag @ aws-standby",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig lag < lag @ aws-standby",
      "aws:scheduler/schedule:Schedule lag < lag @ aws-standby",
    ]);
    expect(only(resources, "tandem:failover:LagReader").outputs).toEqual({ functionName: name });
  });

  it("reads from the private subnets, long enough for its readings", async () => {
    expect(await functionInputs("lag")).toEqual({
      name,
      description: "tells how far the region's database is behind",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: roleArn,
      memorySize: 256,
      timeout: 180,
      reservedConcurrentExecutions: 3,
      ...inSubnets,
      environment: {
        variables: {
          ...told,
          CONTROL_TABLE: "control",
          ENVIRONMENT: "dev",
          POWERTOOLS_SERVICE_NAME: "transaction-lag",
          LOG_LEVEL: "INFO",
        },
      },
      loggingConfig: { logFormat: "JSON", logGroup: `/aws/lambda/${name}` },
      tags: tags(name, topology),
      folder: "lag-reader",
    });
  });

  it("is started every minute, and a start that fails is not tried again", () => {
    const never = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const started = only(resources, "aws:scheduler/schedule:Schedule", "lag");
    expect(started.inputs).toEqual({
      name: "transaction-lag-schedule-us-west-2-dev1",
      description: "starts the lag reader of the region",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:aws:lambda:us-west-2:123456789012:function:${name}`,
        roleArn: scheduleRoleArn,
        retryPolicy: never,
      },
    });
    expect(only(resources, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "lag").inputs).toEqual({
      functionName: name,
      ...never,
    });
  });
});

describe("HeartbeatWriter with a database", () => {
  it("writes to it from the private subnets", async () => {
    expect(await functionInputs("heartbeat")).toMatchObject({
      ...inSubnets,
      folder: "heartbeat-postgres",
      environment: { variables: { ...told, CONTROL_TABLE: "control" } },
    });
  });
});
