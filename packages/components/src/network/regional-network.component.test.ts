import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { present } from "../parts.ts";
import { networkProvider, regionalProviders } from "../providers.ts";
import { balancedTopology, only, privateTopology, run, shape, tags, topologyOfProfile } from "../testing/topology.ts";
import { RegionalNetwork, vpcArgs } from "./regional-network.ts";

const make = (topology = balancedTopology) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(topology, ["standby"]);
    const awsxProvider = present(networkProvider(topology), topology.profile, "network");
    const network = new RegionalNetwork("network", { topology, role: "standby", provider, awsxProvider });
    return { functions: network.functions?.securityGroupId };
  }, run);
const open = await make();
const closed = await make(privateTopology);

describe("RegionalNetwork with public subnets alone", () => {
  it("is a VPC and nothing else: no function gets in, so none needs a way out", () => {
    expect(shape(open.resources)).toEqual([
      "awsx:ec2:Vpc dr-vpc-us-west-2-production-secondary-dev1 < network @ awsx",
      "tandem:network:RegionalNetwork network < stack @ none",
    ]);
    expect(open.outputs.functions).toBe(undefined);
  });

  it("has the block of its role, two zones and no NAT", () => {
    expect(only(open.resources, "awsx:ec2:Vpc").inputs).toEqual({
      cidrBlock: "10.21.0.0/16",
      numberOfAvailabilityZones: 2,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      natGateways: { strategy: "None" },
      subnetStrategy: "Auto",
      subnetSpecs: [{ type: "Public", cidrMask: 24 }],
      tags: tags("dr-vpc-us-west-2-production-secondary-dev1", balancedTopology),
    });
    expect(only(open.resources, "tandem:network:RegionalNetwork").outputs).toEqual({
      vpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      publicSubnetIds: [expect.stringMatching(/^subnet-[0-9a-f]{17}$/), expect.stringMatching(/^subnet-[0-9a-f]{17}$/)],
      privateSubnetIds: [],
    });
  });
});

describe("RegionalNetwork with private subnets", () => {
  it("lets functions in, and gives them an interface endpoint where there is no NAT", () => {
    expect(shape(closed.resources)).toEqual([
      "aws:ec2/securityGroup:SecurityGroup network-functions < network-functions @ aws-standby",
      "aws:ec2/securityGroup:SecurityGroup network-functions-endpoints < network-functions @ aws-standby",
      "aws:ec2/vpcEndpoint:VpcEndpoint network-functions-secretsmanager < network-functions @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule network-functions-to-dynamodb < network-functions @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule network-functions-to-endpoints < network-functions @ aws-standby",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule network-functions-to-s3 < network-functions @ aws-standby",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule network-functions-endpoints-https < network-functions @ aws-standby",
      "awsx:ec2:Vpc transaction-vpc-us-west-2-dev1 < network @ awsx",
      "tandem:network:FunctionAccess network-functions < network @ none",
      "tandem:network:RegionalNetwork network < stack @ none",
    ]);
    expect(closed.outputs.functions).toMatch(/^sg-[0-9a-f]{17}$/);
  });

  it("reaches S3 and DynamoDB by gateways, and nothing reaches functions", () => {
    const { inputs } = only(closed.resources, "awsx:ec2:Vpc");
    expect(inputs["subnetSpecs"]).toEqual([
      { type: "Private", cidrMask: 20 },
      { type: "Public", cidrMask: 24 },
    ]);
    expect(inputs["vpcEndpointStrategy"]).toBe("Auto");
    expect(inputs["vpcEndpointSpecs"]).toEqual([
      { serviceName: "com.amazonaws.us-west-2.s3", vpcEndpointType: "Gateway" },
      { serviceName: "com.amazonaws.us-west-2.dynamodb", vpcEndpointType: "Gateway" },
    ]);
    const groupId = closed.outputs.functions;
    const endpointGroup = only(closed.resources, "aws:ec2/vpcEndpoint:VpcEndpoint").inputs["securityGroupIds"];
    const rules = closed.resources.filter(({ type }) => type.includes("Egress"));
    const https = { securityGroupId: groupId, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const tag = { tags: tags("transaction-functions-us-west-2-dev1", privateTopology) };
    expect(rules.map(({ inputs }) => inputs)).toEqual([
      { ...https, ...tag, description: "s3 by its gateway endpoint", prefixListId: "pl-s3" },
      { ...https, ...tag, description: "dynamodb by its gateway endpoint", prefixListId: "pl-dynamodb" },
      {
        ...https,
        ...tag,
        description: "interface endpoints",
        referencedSecurityGroupId: (endpointGroup as readonly string[])[0],
      },
    ]);
    const admits = closed.resources.filter(
      ({ type, inputs }) => type.includes("Ingress") && inputs["securityGroupId"] === groupId,
    );
    expect(admits).toEqual([]);
  });

  it("lets the functions' group alone into the endpoint, which is in the private subnets under its usual name", () => {
    const endpoint = only(closed.resources, "aws:ec2/vpcEndpoint:VpcEndpoint").inputs;
    expect(endpoint).toMatchObject({
      serviceName: "com.amazonaws.us-west-2.secretsmanager",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: only(closed.resources, "tandem:network:RegionalNetwork").outputs?.["privateSubnetIds"],
      tags: tags("transaction-endpoints-us-west-2-dev1", privateTopology),
    });
    const rule = only(closed.resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs;
    expect(rule).toMatchObject({ referencedSecurityGroupId: closed.outputs.functions, fromPort: 443, toPort: 443 });
    expect(endpoint["securityGroupIds"]).toEqual([rule["securityGroupId"]]);
  });

  it("needs no interface endpoint beside NAT", async () => {
    const { resources } = await make(topologyOfProfile("trading-eu"));
    expect(resources.filter(({ type }) => type === "aws:ec2/vpcEndpoint:VpcEndpoint")).toEqual([]);
    expect(only(resources, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toMatchObject({
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });
    expect(only(resources, "awsx:ec2:Vpc").inputs).toMatchObject({
      numberOfAvailabilityZones: 3,
      natGateways: { strategy: "OnePerAz" },
    });
  });
});

describe("vpcArgs", () => {
  it("knows every way out", () => {
    const network = privateTopology.network;
    if (network === undefined) throw new Error("transactions-us has no network");
    const strategies = (["none", "single", "one-per-az"] as const).map(
      (natGateways) => vpcArgs({ ...network, natGateways }, "us-west-2").natGateways,
    );
    expect(strategies).toEqual([{ strategy: "None" }, { strategy: "Single" }, { strategy: "OnePerAz" }]);
  });
});
