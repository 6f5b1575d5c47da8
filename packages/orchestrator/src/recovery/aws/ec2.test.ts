import { describe, expect, it } from "vitest";
import * as ec2 from "./ec2.ts";
import { othersTag, othersTags, ownFilter, ownTags, wantedWith } from "./testing/wanted.ts";
import { missing } from "./testing/wanted.ts";

const Filters = [ownFilter];

/** One type: its finder, the call that lists it, what the call is asked, where the answer has the list and the identifier. */
const tagged = [
  ["VPCs", ec2.vpc, "DescribeVpcs", { Filters }, "Vpcs", "VpcId"],
  [
    "internet gateways",
    ec2.internetGateway,
    "DescribeInternetGateways",
    { Filters },
    "InternetGateways",
    "InternetGatewayId",
  ],
  ["subnets", ec2.subnet, "DescribeSubnets", { Filters }, "Subnets", "SubnetId"],
  ["route tables", ec2.routeTable, "DescribeRouteTables", { Filters }, "RouteTables", "RouteTableId"],
  ["addresses", ec2.eip, "DescribeAddresses", { Filters }, "Addresses", "AllocationId"],
  ["NAT gateways", ec2.natGateway, "DescribeNatGateways", { Filter: Filters }, "NatGateways", "NatGatewayId"],
  ["endpoints", ec2.vpcEndpoint, "DescribeVpcEndpoints", { Filters }, "VpcEndpoints", "VpcEndpointId"],
  ["security groups", ec2.securityGroup, "DescribeSecurityGroups", { Filters }, "SecurityGroups", "GroupId"],
  [
    "rules",
    ec2.securityGroupRule,
    "DescribeSecurityGroupRules",
    { Filters },
    "SecurityGroupRules",
    "SecurityGroupRuleId",
  ],
] as const;

describe.for(tagged)("%s", ([, find, call, asked, list, id]) => {
  const among = (...found: readonly object[]) => find(wantedWith({}, { [call]: () => ({ [list]: found }) }));

  it("are asked for by the resource's tag", async () => {
    const inputs: object[] = [];
    const answer = (input: object) => {
      inputs.push(input);
      return { [list]: [{ [id]: "one", Tags: ownTags }] };
    };
    expect(await find(wantedWith({}, { [call]: answer }))).toEqual({ id: "one" });
    expect(inputs[0]).toMatchObject(asked);
  });

  it("are taken for the resource only with its tag", async () => {
    expect(await among()).toBe("absent");
    expect(await among({ [id]: "one", Tags: othersTags }, { [id]: "two" })).toBe("absent");
  });

  it("cannot be told apart where two have it", async () => {
    expect(await among({ [id]: "one", Tags: ownTags }, { [id]: "two", Tags: ownTags })).toEqual({
      cannotTell: "one and two have the tag tandem:urn of one resource",
    });
  });
});

it.for([
  ["a NAT gateway", ec2.natGateway, "DescribeNatGateways", "NatGateways", "NatGatewayId"],
  ["an endpoint", ec2.vpcEndpoint, "DescribeVpcEndpoints", "VpcEndpoints", "VpcEndpointId"],
] as const)("%s that is gone is still shown, and is not the resource", async ([, find, call, list, id]) => {
  const gone = ["deleting", "deleted", "Deleted", "failed"].map((State) => ({ [id]: State, Tags: ownTags, State }));
  const found = [...gone, { [id]: "new", Tags: ownTags, State: "pending" }];
  expect(await find(wantedWith({}, { [call]: () => ({ [list]: found }) }))).toEqual({ id: "new" });
});

it("a security group that lets everything out, as AWS makes it, was made only in part", async () => {
  const group = (...IpPermissionsEgress: readonly object[]) =>
    ec2.securityGroup(
      wantedWith(
        {},
        {
          DescribeSecurityGroups: () => ({ SecurityGroups: [{ GroupId: "sg-1", Tags: ownTags, IpPermissionsEgress }] }),
        },
      ),
    );
  const everywhere = { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  expect(await group({ IpProtocol: "-1", ...everywhere })).toEqual({ id: "sg-1", isHalfMade: true });
  expect(await group({ IpProtocol: "tcp", FromPort: 443, ToPort: 443, ...everywhere })).toEqual({ id: "sg-1" });
  expect(await group()).toEqual({ id: "sg-1" });
});

describe("a route table's association", () => {
  const inputs = { routeTableId: "rtb-1", subnetId: "subnet-1" };
  const of = (answer: () => unknown) => ec2.routeTableAssociation(wantedWith(inputs, { DescribeRouteTables: answer }));
  const associated = (...SubnetIds: readonly (string | undefined)[]) =>
    of(() => ({ RouteTables: [{ Associations: SubnetIds.map((SubnetId) => ({ SubnetId })) }] }));

  it("is the one of the same subnet and table", async () => {
    expect(await associated(undefined, "subnet-1")).toEqual({ id: "subnet-1/rtb-1" });
  });

  it("is absent where the table has none of the subnet, or is gone", async () => {
    expect(await associated("subnet-2")).toBe("absent");
    expect(await of(missing("InvalidRouteTableID.NotFound"))).toBe("absent");
  });
});

describe("a launch template", () => {
  const named = (answer: () => unknown) =>
    ec2.launchTemplate(wantedWith({ name: "ledger" }, { DescribeLaunchTemplates: answer }));

  it("is the one of the name, with the resource's tag", async () => {
    const template = { LaunchTemplateId: "lt-1", LaunchTemplateName: "ledger" };
    expect(await named(() => ({ LaunchTemplates: [{ ...template, Tags: ownTags }] }))).toEqual({ id: "lt-1" });
    expect(await named(() => ({ LaunchTemplates: [{ ...template, Tags: othersTags }] }))).toEqual({
      cannotTell: `lt-1 exists, but ${othersTag}`,
    });
  });

  it("is absent where there is none of the name", async () => {
    expect(await named(missing("InvalidLaunchTemplateName.NotFoundException"))).toBe("absent");
  });
});
