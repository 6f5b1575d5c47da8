import type { FunctionConfiguration, VpcConfig } from "@aws-sdk/client-lambda";
import type { Properties, PropertySpec } from "../../entry.ts";
import { object, texts } from "../properties.ts";

/** The subnets and groups of a function that runs in a VPC. */
export const vpcSpec: PropertySpec = {
  fields: { subnetIds: { required: true, set: true }, securityGroupIds: { required: true, set: true } },
};

/** The VPC that the inputs ask for; empty lists take a function out of its VPC. */
export function vpcOf(inputs: Properties): VpcConfig {
  const vpc = object(inputs, "vpcConfig") ?? {};
  return { SubnetIds: texts(vpc, "subnetIds") ?? [], SecurityGroupIds: texts(vpc, "securityGroupIds") ?? [] };
}

/** The VPC as a program would write it; undefined for a function in none. */
export function fromVpc({ VpcConfig: found }: FunctionConfiguration): Properties | undefined {
  const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } = found ?? {};
  return subnetIds.length + securityGroupIds.length === 0 ? undefined : { subnetIds, securityGroupIds };
}

/** AWS refuses subnets that do not exist or are of two VPCs. MiniStack 1.5.33 takes them, and then names no VPC. */
export function checkVpc({ VpcConfig: found, FunctionName: name = "" }: FunctionConfiguration): void {
  const { SubnetIds: subnets = [], VpcId } = found ?? {};
  if (subnets.length === 0 || (VpcId ?? "") !== "") return;
  throw new Error(
    `InvalidParameterValueException: ${name}: ${subnets.join(", ")} are not all subnets of one VPC in this region`,
  );
}
