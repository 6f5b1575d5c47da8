import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { GetFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { computeClients, createCompute } from "./compute.ts";

const groups = mockClient(AutoScalingClient);
const functions = mockClient(LambdaClient);
const { read, scale } = createCompute({ primary: computeClients("us-east-1"), standby: computeClients("us-west-2") });
const { signal } = new AbortController();
const byGroup = { autoScalingGroups: { primary: "asg-primary", standby: "asg-standby" } };
const byFunction = { functions: { primary: "ledger-primary", standby: "ledger-standby" } };
const capacity = { least: 2, wanted: 4, most: 8 };
const change = (isExact: boolean) => ({ kind: "scale", side: "standby", epoch: 2, capacity, isExact }) as const;
beforeEach(() => {
  groups.reset();
  functions.reset();
});

describe("an Auto Scaling group", () => {
  const group = (MinSize: number, DesiredCapacity: number, MaxSize: number) =>
    groups.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: "asg-standby",
          MinSize,
          DesiredCapacity,
          MaxSize,
          DefaultCooldown: 300,
          AvailabilityZones: [],
          HealthCheckType: "ELB",
          CreatedTime: new Date(0),
          Instances: (["InService", "Pending", "InService", "Warmed:Stopped"] as const).map((LifecycleState, nth) => ({
            InstanceId: `i-${nth}`,
            AvailabilityZone: "us-west-2a",
            HealthStatus: "Healthy",
            LifecycleState,
            ProtectedFromScaleIn: false,
          })),
        },
      ],
    });
  const updates = () => groups.commandCalls(UpdateAutoScalingGroupCommand).map(({ args: [{ input }] }) => input);

  test("has its sizes, and serves with what is in service", async () => {
    group(1, 3, 6);
    expect(await read(byGroup, "standby", signal)).toEqual({ least: 1, wanted: 3, most: 6, serving: 2 });
    expect(groups.commandCalls(DescribeAutoScalingGroupsCommand)[0]?.args[0].input).toEqual({
      AutoScalingGroupNames: ["asg-standby"],
    });
  });

  test("grows to at least what is wanted, and keeps what it has beyond", async () => {
    group(1, 6, 6);
    groups.on(UpdateAutoScalingGroupCommand).resolves({});
    expect(await scale(byGroup, change(false), signal)).toBe("done");
    expect(updates()).toEqual([{ AutoScalingGroupName: "asg-standby", MinSize: 2, DesiredCapacity: 6, MaxSize: 8 }]);
  });

  test("gets exactly what is wanted, unread", async () => {
    groups.on(UpdateAutoScalingGroupCommand).resolves({});
    await scale(byGroup, change(true), signal);
    expect(updates()).toEqual([{ AutoScalingGroupName: "asg-standby", MinSize: 2, DesiredCapacity: 4, MaxSize: 8 }]);
    expect(groups.commandCalls(DescribeAutoScalingGroupsCommand)).toEqual([]);
  });

  test("that is not there is unknown; one without instances serves with none", async () => {
    groups.on(DescribeAutoScalingGroupsCommand).resolvesOnce({ AutoScalingGroups: [] }).resolvesOnce({});
    await expect(read(byGroup, "primary", signal)).rejects.toThrow("there is no Auto Scaling group asg-primary");
    await expect(read(byGroup, "primary", signal)).rejects.toThrow("there is no Auto Scaling group asg-primary");
    const [of] = [{ MinSize: 0, DesiredCapacity: 0, MaxSize: 1 }];
    groups.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [
        {
          ...of,
          AutoScalingGroupName: "a",
          DefaultCooldown: 1,
          AvailabilityZones: [],
          HealthCheckType: "EC2",
          CreatedTime: new Date(0),
        },
      ],
    });
    expect((await read(byGroup, "primary", signal)).serving).toBe(0);
  });
});

describe("a function", () => {
  test("has its reserved concurrency, and grows to what is wanted", async () => {
    functions.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 3 });
    functions.on(PutFunctionConcurrencyCommand).resolves({});
    expect(await read(byFunction, "primary", signal)).toEqual({ least: 3, wanted: 3, most: 3, serving: 3 });
    expect(await scale(byFunction, change(false), signal)).toBe("done");
    expect(functions.commandCalls(PutFunctionConcurrencyCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { FunctionName: "ledger-standby", ReservedConcurrentExecutions: 4 },
    ]);
  });

  test("without reserved concurrency is unknown", async () => {
    functions.on(GetFunctionConcurrencyCommand).resolves({});
    await expect(read(byFunction, "primary", signal)).rejects.toThrow(
      "the function ledger-primary has no reserved concurrency",
    );
  });
});

test("targets that name neither are refused", async () => {
  await expect(read({}, "primary", signal)).rejects.toThrow("the targets name neither groups nor functions");
});
