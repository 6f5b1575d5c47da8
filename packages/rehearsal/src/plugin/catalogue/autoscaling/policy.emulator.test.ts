import { AutoScalingClient, DescribePoliciesCommand, PutScalingPolicyCommand } from "@aws-sdk/client-auto-scaling";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { importResource } from "../../operations.ts";
import { useGatedEmulator } from "../../testing/gated-emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { group } from "./group.ts";
import { makeGround } from "./network-fixture.ts";
import { scalingPolicy } from "./policy.ts";

const emulator = useGatedEmulator();
const region = "eu-central-1";
const autoscaling = () => emulator.client(AutoScalingClient, region);
const cpu = { predefinedMetricType: "ASGAverageCPUUtilization" };
const inputs = {
  autoscalingGroupName: "trading-x",
  name: "cpu",
  policyType: "TargetTrackingScaling",
  estimatedInstanceWarmup: 60,
  targetTrackingConfiguration: { predefinedMetricSpecification: cpu, targetValue: 50 },
};

beforeAll(async () => {
  const { templateId, subnetIds } = await makeGround(emulator, region);
  await group.create(emulator.context(region), {
    name: "trading-x",
    minSize: 1,
    maxSize: 2,
    launchTemplate: { id: templateId },
    vpcZoneIdentifiers: subnetIds,
  });
});
afterAll(() => group.delete(emulator.context(region), "trading-x", { forceDelete: true }));

async function seen() {
  const asked = new DescribePoliciesCommand({ AutoScalingGroupName: "trading-x" });
  return (await autoscaling().send(asked)).ScalingPolicies ?? [];
}

test("a scaling policy is made, found, changed, seen when it drifts, imported, replaced and deleted", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(scalingPolicy, context, inputs);
  const [found] = await seen();
  expect(found).toMatchObject({
    PolicyName: "cpu",
    PolicyType: "TargetTrackingScaling",
    EstimatedInstanceWarmup: 60,
    Enabled: true,
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
      TargetValue: 50,
      DisableScaleIn: false,
    },
  });
  expect(made.id).toBe("cpu");
  expect(made.state).toEqual({
    ...inputs,
    arn: found?.PolicyARN,
    enabled: true,
    targetTrackingConfiguration: { ...inputs.targetTrackingConfiguration, disableScaleIn: false },
  });
  expect(await find(scalingPolicy, context, { name: "cpu" })).toEqual([{ id: "cpu", name: "cpu" }]);
  const imported = await importResource(scalingPolicy, context, "trading-x/cpu", {});
  expect([imported?.id, imported?.inputs]).toEqual(["cpu", inputs]);

  const requests = {
    predefinedMetricSpecification: {
      predefinedMetricType: "ALBRequestCountPerTarget",
      resourceLabel: "app/trading-x/1/targetgroup/trading-x/2",
    },
    targetValue: 1000,
    disableScaleIn: true,
  };
  await made.update({ ...inputs, targetTrackingConfiguration: requests });
  expect(made.state["targetTrackingConfiguration"]).toEqual(requests);
  const wanted = made.inputs;
  await autoscaling().send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: "trading-x",
      PolicyName: "cpu",
      PolicyType: "TargetTrackingScaling",
      EstimatedInstanceWarmup: 60,
      TargetTrackingConfiguration: {
        DisableScaleIn: true,
        PredefinedMetricSpecification: {
          PredefinedMetricType: "ALBRequestCountPerTarget",
          ResourceLabel: "app/trading-x/1/targetgroup/trading-x/2",
        },
        TargetValue: 10,
      },
    }),
  );
  await made.refresh();
  expect(made.diff(wanted).changes).toEqual(new Map([["targetTrackingConfiguration.targetValue", "update"]]));

  expect([...made.diff({ ...wanted, name: "y", autoscalingGroupName: "z" }).replaces]).toEqual([
    "autoscalingGroupName",
    "name",
  ]);
  await made.delete();
  await made.delete();
  expect(await seen()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await scalingPolicy.list(context)).toEqual([]);
});

test("other kinds of policies and unknown properties are refused", async () => {
  const stepped = { ...inputs, policyType: "StepScaling" };
  await expect(scalingPolicy.create(emulator.context(region), stepped)).rejects.toThrow(
    `policyType is "StepScaling"; the stand-in knows only "TargetTrackingScaling"`,
  );
  expect(checkInputs(scalingPolicy, { ...inputs, cooldown: 3 }).map(({ property }) => property)).toEqual(["cooldown"]);
});
