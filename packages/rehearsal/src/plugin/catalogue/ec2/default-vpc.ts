import { EC2Client, paginateDescribeSecurityGroups, paginateDescribeVpcs } from "@aws-sdk/client-ec2";
import type { CallContext } from "../../entry.ts";
import { everyItem } from "../calls.ts";

/** The VPCs that AWS makes in each region by itself: those that it marks as default. */
export async function defaultVpcIds(context: CallContext): Promise<ReadonlySet<string>> {
  const Filters = [{ Name: "is-default", Values: ["true"] }];
  const pages = paginateDescribeVpcs({ client: context.client(EC2Client) }, { Filters });
  const vpcs = await everyItem(pages, (page) => page.Vpcs);
  return new Set(vpcs.flatMap(({ VpcId }) => VpcId ?? []));
}

/** The security groups that AWS makes with each VPC: no other one can have the name `default`. */
export async function defaultGroupIds(context: CallContext): Promise<ReadonlySet<string>> {
  const Filters = [{ Name: "group-name", Values: [defaultGroupName] }];
  const pages = paginateDescribeSecurityGroups({ client: context.client(EC2Client) }, { Filters });
  const groups = await everyItem(pages, (page) => page.SecurityGroups);
  return new Set(groups.flatMap(({ GroupId }) => GroupId ?? []));
}

/** AWS refuses this name to everybody else. */
export const defaultGroupName = "default";
