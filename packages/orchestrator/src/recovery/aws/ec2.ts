import {
  DescribeAddressesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  paginateDescribeInternetGateways,
  paginateDescribeLaunchTemplates,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import type { Filter, IpPermission, Tag } from "@aws-sdk/client-ec2";
import { urnTagKey, urnTagValue } from "@tandem/config";
import { everyItem, input, ofName, ofTag, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

interface Tagged {
  readonly id: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly State?: string | undefined;
}

/** EC2 shows these for about an hour more, with their tags. */
const goneStates = new Set(["deleting", "deleted", "failed"]);

export const vpc = tagged(async (client, Filters) => {
  const found = await everyItem(paginateDescribeVpcs({ client }, { Filters }), (page) => page.Vpcs);
  return found.map(({ VpcId: id, Tags }) => ({ id, Tags }));
});

export const internetGateway = tagged(async (client, Filters) => {
  const pages = paginateDescribeInternetGateways({ client }, { Filters });
  const found = await everyItem(pages, (page) => page.InternetGateways);
  return found.map(({ InternetGatewayId: id, Tags }) => ({ id, Tags }));
});

export const subnet = tagged(async (client, Filters) => {
  const found = await everyItem(paginateDescribeSubnets({ client }, { Filters }), (page) => page.Subnets);
  return found.map(({ SubnetId: id, Tags }) => ({ id, Tags }));
});

export const routeTable = tagged(async (client, Filters) => {
  const found = await everyItem(paginateDescribeRouteTables({ client }, { Filters }), (page) => page.RouteTables);
  return found.map(({ RouteTableId: id, Tags }) => ({ id, Tags }));
});

export const eip = tagged(async (client, Filters) => {
  const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ Filters }));
  return Addresses.map(({ AllocationId: id, Tags }) => ({ id, Tags }));
});

export const natGateway = tagged(async (client, Filters) => {
  const pages = paginateDescribeNatGateways({ client }, { Filter: Filters });
  const found = await everyItem(pages, (page) => page.NatGateways);
  return found.map(({ NatGatewayId: id, Tags, State }) => ({ id, Tags, State }));
});

export const vpcEndpoint = tagged(async (client, Filters) => {
  const found = await everyItem(paginateDescribeVpcEndpoints({ client }, { Filters }), (page) => page.VpcEndpoints);
  return found.map(({ VpcEndpointId: id, Tags, State }) => ({ id, Tags, State }));
});

const securityGroups = tagged(async (client, Filters) => {
  const pages = paginateDescribeSecurityGroups({ client }, { Filters });
  const found = await everyItem(pages, (page) => page.SecurityGroups);
  return found.map(({ GroupId: id, Tags }) => ({ id, Tags }));
});

/**
 * AWS gives each new group a rule that lets everything out, which the provider takes away by a second call, and no update
 * does: a group that still has it was made in part.
 */
export const securityGroup: Finder = async (wanted) => {
  const finding = await securityGroups(wanted);
  if (typeof finding === "string" || !("id" in finding)) return finding;
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [finding.id] });
  const { SecurityGroups } = await wanted.client(EC2Client).send(command);
  const rules = SecurityGroups?.[0]?.IpPermissionsEgress ?? [];
  return rules.some(letsEverythingOut) ? { ...finding, isHalfMade: true } : finding;
};

export const securityGroupRule = tagged(async (client, Filters) => {
  const pages = paginateDescribeSecurityGroupRules({ client }, { Filters });
  const found = await everyItem(pages, (page) => page.SecurityGroupRules);
  return found.map(({ SecurityGroupRuleId: id, Tags }) => ({ id, Tags }));
});

export const launchTemplate: Finder = async (wanted) => {
  const client = wanted.client(EC2Client);
  const pages = paginateDescribeLaunchTemplates({ client }, { LaunchTemplateNames: [input(wanted, "name")] });
  const found = await unlessMissing(
    everyItem(pages, (page) => page.LaunchTemplates),
    "InvalidLaunchTemplateName.NotFoundException",
  );
  const [template] = found ?? [];
  return ofName(wanted, template?.LaunchTemplateId ?? "", template && tagsOf(template.Tags));
};

/** An association has no tags: it is the resource if it is of the same subnet and table. AWS gives a subnet one. */
export const routeTableAssociation: Finder = async (wanted) => {
  const [tableId, subnetId] = [input(wanted, "routeTableId"), input(wanted, "subnetId")];
  const call = wanted.client(EC2Client).send(new DescribeRouteTablesCommand({ RouteTableIds: [tableId] }));
  const table = (await unlessMissing(call, "InvalidRouteTableID.NotFound"))?.RouteTables?.[0];
  const isThere = table?.Associations?.some(({ SubnetId }) => SubnetId === subnetId) === true;
  return isThere ? { id: `${subnetId}/${tableId}` } : "absent";
};

function letsEverythingOut({ IpProtocol, IpRanges = [] }: IpPermission): boolean {
  return IpProtocol === "-1" && IpRanges.some(({ CidrIp }) => CidrIp === "0.0.0.0/0");
}

/** @param list everything of the type that passes the filters, with tags */
function tagged(list: (client: EC2Client, Filters: Filter[]) => Promise<readonly Tagged[]>): Finder {
  return async (wanted) => {
    const filter = { Name: `tag:${urnTagKey}`, Values: [urnTagValue(wanted.urn)] };
    const found = await list(wanted.client(EC2Client), [filter]);
    return ofTag(
      wanted,
      found
        .filter(({ State = "" }) => !goneStates.has(State.toLowerCase()))
        .map(({ id = "", Tags }) => ({ id, tags: tagsOf(Tags) })),
    );
  };
}
