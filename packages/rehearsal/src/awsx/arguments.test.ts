import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";

const least = {
  cidrBlock: "10.0.0.0/16",
  subnetStrategy: "Auto",
  subnetSpecs: [{ type: "Public" }, { type: "Private" }],
};

/** What is refused, by path. */
function refused(inputs: pulumi.Inputs): Record<string, string> {
  try {
    parseArguments(inputs);
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    return Object.fromEntries((error.errors ?? []).map(({ propertyPath, reason }) => [propertyPath, reason]));
  }
  return {};
}

it("takes what stacks ask for, with values that are not known yet as they are", () => {
  const name = pulumi.output("dr");
  const inputs = {
    ...least,
    numberOfAvailabilityZones: 3,
    subnetSpecs: [
      { type: "Public", cidrMask: 24, name: "edge", tags: { Tier: name } },
      { type: "Private", cidrMask: 20 },
    ],
    natGateways: { strategy: "Single" },
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: { Name: name },
    vpcEndpointStrategy: "Auto",
    vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway" }],
  };
  expect(parseArguments(inputs)).toEqual(inputs);
  expect(parseArguments({ ...inputs, tags: { Name: name } }).tags?.["Name"]).toBe(name);
});

it("names every argument that it does not know, wherever it is, and the legal ones beside it", () => {
  const unknown = (legal: string) => `unknown to the stand-in of awsx:ec2:Vpc; legal: ${legal}`;
  expect(
    refused({
      ...least,
      ipv4IpamPoolId: "ipam-1",
      subnetSpecs: [{ type: "Public", size: 256 }],
      natGateways: { strategy: "None", elasticIpAllocationIds: [] },
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [{ serviceName: "s3", subnetIds: [] }],
    }),
  ).toEqual({
    ipv4IpamPoolId: unknown(
      "availabilityZoneNames, cidrBlock, enableDnsHostnames, enableDnsSupport, natGateways, " +
        "numberOfAvailabilityZones, subnetSpecs, subnetStrategy, tags, vpcEndpointSpecs, vpcEndpointStrategy",
    ),
    "subnetSpecs[0].size": unknown("cidrMask, name, tags, type"),
    "natGateways.elasticIpAllocationIds": unknown("strategy"),
    "vpcEndpointSpecs[0].subnetIds": unknown("policy, serviceName, tags, vpcEndpointType"),
  });
});

it("refuses a layout that it does not make, and an interface endpoint", () => {
  expect(Object.keys(refused({ cidrBlock: "10.0.0.0/16" }))).toEqual(["subnetSpecs", "subnetStrategy"]);
  expect(refused({ ...least, subnetStrategy: "Exact" })).toEqual({ subnetStrategy: 'Invalid input: expected "Auto"' });
  const vpcEndpointSpecs = [{ serviceName: "x", vpcEndpointType: "Interface" }];
  expect(refused({ ...least, vpcEndpointStrategy: "Auto", vpcEndpointSpecs })).toEqual({
    "vpcEndpointSpecs[0].vpcEndpointType": 'Invalid input: expected "Gateway"',
  });
});

it("refuses an output where the children follow from the value", () => {
  const reason = "an output; legal: a plain value, since the children follow from it";
  const inputs = { ...least, cidrBlock: pulumi.output("10.0.0.0/16"), tags: pulumi.output({}) };
  expect(refused(inputs)).toEqual({ cidrBlock: reason, tags: reason });
});

it("refuses what contradicts itself", () => {
  expect(
    refused({
      ...least,
      availabilityZoneNames: ["us-east-1a"],
      numberOfAvailabilityZones: 1,
      subnetSpecs: [{ type: "Private" }, { type: "Isolated", name: "private" }],
      vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-east-1.s3" }],
    }),
  ).toEqual({
    numberOfAvailabilityZones: "says what availabilityZoneNames says; legal: one of the two",
    vpcEndpointStrategy: 'missing; legal beside vpcEndpointSpecs: "Auto"',
    subnetSpecs: 'two have the name "private"; legal: a name for each',
    natGateways: "is OnePerAz, which wants public subnets, and others beside them; legal here: None",
  });
  expect(refused({ ...least, subnetSpecs: [{ type: "Public" }], natGateways: { strategy: "None" } })).toEqual({});
});
