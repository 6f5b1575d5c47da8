import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { FunctionAccess } from "../network/function-access.ts";
import { networkProvider, regionalProviders } from "../providers.ts";
import { balancedTopology, only, privateTopology, run, tags, prefixListIds } from "../testing/topology.ts";
import { LedgerFunction } from "./ledger-function.ts";
import { RegionalService } from "./regional-service.ts";

const keyArn = "arn:aws:kms:us-west-2:123456789012:key/mrk-1";
const make = (given: { readonly withoutAwsx?: boolean } = {}) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(balancedTopology, ["standby"]);
    return new RegionalService("service", {
      topology: balancedTopology,
      role: "standby",
      provider,
      awsxProvider: given.withoutAwsx === true ? undefined : networkProvider(balancedTopology),
      roleArn: "arn:aws:iam::123456789012:role/processor",
      heartbeatRoleArn: "arn:aws:iam::123456789012:role/heartbeat",
      heartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/heartbeat-schedule",
      keyArn,
      workloadTableName: "ledger",
      controlTableName: "control",
      zoneId: "Z1",
      certificateArns: {},
    }).outputs();
  }, run);
const { resources, outputs } = await make();
const secret = (value: string): unknown => expect.objectContaining({ value });

describe("RegionalService behind a load balancer", () => {
  it("serves from public subnets of its own VPC", () => {
    const network = only(resources, "tandem:network:RegionalNetwork").outputs;
    expect(only(resources, "aws:lb/loadBalancer:LoadBalancer").inputs["subnets"]).toEqual(network?.["publicSubnetIds"]);
    expect(outputs).toMatchObject({ vpcId: network?.["vpcId"], apiEndpoint: `http://${outputs.apiHostname}` });
    expect(outputs.apiId).toBe(undefined);
  });

  it("keeps its endpoints as parameters under the region's key", () => {
    const parameter = (name: string) =>
      only(resources, "aws:ssm/parameter:Parameter", `service-parameters-${name}`).inputs;
    const prefix = "/dr-parameters-us-west-2-production-secondary-dev1";
    expect(parameter("api-endpoint")).toEqual({
      name: `${prefix}/api-endpoint`,
      description: "base of the region's API",
      type: "SecureString",
      keyId: keyArn,
      // Marked as secret: the provider keeps values of parameters so.
      value: secret(outputs.apiEndpoint),
      tags: tags(`${prefix.slice(1)}/api-endpoint`, balancedTopology),
    });
    expect(parameter("health-endpoint")["value"]).toEqual(secret(`${outputs.apiEndpoint}/health`));
    expect(parameter("ready-endpoint")["value"]).toEqual(secret(`${outputs.apiEndpoint}/ready`));
  });

  it("raises alarms on the balancer by what CloudWatch knows it by", () => {
    const alarm = only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "service-alarms-target-health").inputs;
    expect(alarm).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metricName: "HealthyHostCount",
      dimensions: {
        TargetGroup: String(outputs.targetGroupArn).split(":").at(-1),
        LoadBalancer: String(outputs.loadBalancerArn).split(":loadbalancer/").at(-1),
      },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
    const latency = only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "service-alarms-balancer-latency").inputs;
    expect(latency).toMatchObject({ metricName: "TargetResponseTime", extendedStatistic: "p99", threshold: 2 });
    const errors = only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", "service-alarms-balancer-errors").inputs;
    expect(errors).toMatchObject({ metricName: "HTTPCode_ELB_5XX_Count", statistic: "Sum", threshold: 1 });
  });

  it("wants a provider for its network", async () => {
    await expect(make({ withoutAwsx: true })).rejects.toThrow("trading-serverless-us has no awsx provider");
  });
});

describe("LedgerFunction in private subnets", () => {
  it("is in them, under the functions' security group", async () => {
    const topology = { ...privateTopology, store: "dynamodb" } as const;
    const run2 = await withMocks(() => {
      const { primary: provider } = regionalProviders(topology, ["primary"]);
      const place = { topology, role: "primary", provider } as const;
      const access = new FunctionAccess("functions", {
        ...place,
        vpcId: "vpc-1",
        subnetIds: ["subnet-1"],
        prefixListIds,
      });
      new LedgerFunction("ledger", {
        ...place,
        roleArn: "arn:aws:iam::123456789012:role/processor",
        keyArn,
        workloadTableName: "ledger",
        controlTableName: "control",
        access,
      });
    }, run);
    const { inputs } = only(run2.resources, "aws:lambda/function:Function");
    expect(inputs).toMatchObject({
      memorySize: 3072,
      timeout: 300,
      vpcConfig: {
        subnetIds: ["subnet-1"],
        securityGroupIds: [only(run2.resources, "tandem:network:FunctionAccess").outputs?.["securityGroupId"]],
      },
    });
    expect(inputs).not.toHaveProperty("reservedConcurrentExecutions");
  });
});
