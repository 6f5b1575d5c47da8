import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { roleArn, useBundles, useRole } from "./function-fixture.ts";
import { lambdaFunction } from "./function.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();

/** Of the default VPC that MiniStack has in every region. */
const [one, two, three] = ["subnet-00000001", "subnet-00000002", "subnet-00000003"] as const;

async function functionIn(vpcConfig: { readonly subnetIds: string[]; readonly securityGroupIds: string[] }) {
  const code = await bundle("export const one = 1;");
  return { name: "inside", runtime: "nodejs22.x", handler: "index.handler", role: roleArn, code, vpcConfig };
}

/** What an independent client sees. */
async function seen() {
  const command = new GetFunctionConfigurationCommand({ FunctionName: "inside" });
  const { VpcConfig: found } = await emulator.client(LambdaClient, region).send(command);
  return [found?.SubnetIds, found?.SecurityGroupIds, found?.VpcId];
}

test("a function is put into subnets, moved, seen when it drifts, and taken out of its VPC", async () => {
  const context = emulator.context(region);
  const inputs = await functionIn({ subnetIds: [one, two], securityGroupIds: ["sg-1"] });
  const made = await TestResource.create(lambdaFunction, context, inputs);
  expect(await seen()).toEqual([[one, two], ["sg-1"], "vpc-00000001"]);
  expect(made.state["vpcConfig"]).toEqual(inputs.vpcConfig);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(lambdaFunction, context, "inside")).inputs["vpcConfig"]).toEqual(inputs.vpcConfig);

  const other = { ...inputs, vpcConfig: { subnetIds: [two, three], securityGroupIds: ["sg-2"] } };
  const { changes, replaces } = made.diff(other);
  expect([...changes.keys(), replaces.size]).toEqual(["vpcConfig.subnetIds", "vpcConfig.securityGroupIds", 0]);
  await made.update(other);
  expect(await seen()).toEqual([[two, three], ["sg-2"], "vpc-00000001"]);
  expect(made.diff({ ...other, vpcConfig: { subnetIds: [three, two], securityGroupIds: ["sg-2"] } }).changes.size).toBe(
    0,
  );

  const drift = { FunctionName: "inside", VpcConfig: { SubnetIds: [two], SecurityGroupIds: ["sg-2"] } };
  await emulator.client(LambdaClient, region).send(new UpdateFunctionConfigurationCommand(drift));
  await made.refresh();
  expect(made.diff(other).changes).toEqual(new Map([["vpcConfig.subnetIds", "update"]]));

  const { vpcConfig: _, ...outside } = other;
  await made.update(outside);
  expect(await seen()).toEqual([[], [], ""]);
  await made.refresh();
  expect(made.inputs).toEqual(outside);
  await made.delete();
});

test("subnets that do not exist are refused, as AWS does, and leave no function", async () => {
  const inputs = await functionIn({ subnetIds: [one, "subnet-gone"], securityGroupIds: ["sg-1"] });
  await expect(TestResource.create(lambdaFunction, emulator.context(region), inputs)).rejects.toThrow(
    "inside: subnet-00000001, subnet-gone are not all subnets of one VPC in this region",
  );
  const { Functions } = await emulator.client(LambdaClient, region).send(new ListFunctionsCommand({}));
  expect(Functions).toEqual([]);
});

test("a VPC without groups, or with what the entry does not know, is refused", async () => {
  const inputs = {
    ...(await functionIn({ subnetIds: [], securityGroupIds: [] })),
    vpcConfig: { subnetIds: [], ipv6: true },
  };
  expect(checkInputs(lambdaFunction, inputs)).toEqual([
    { property: "vpcConfig.securityGroupIds", reason: "missing; aws:lambda/function:Function needs it" },
    {
      property: "vpcConfig.ipv6",
      reason: "unknown to the stand-in of aws:lambda/function:Function; legal: securityGroupIds, subnetIds",
    },
  ]);
});
