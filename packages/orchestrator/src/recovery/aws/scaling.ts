import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { input, ofName, tagsOf } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

/** Of the groups that are not being deleted. */
export const autoScalingGroup: Finder = async (wanted) => {
  const name = input(wanted, "name");
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  const { AutoScalingGroups = [] } = await wanted.client(AutoScalingClient).send(command);
  const found = AutoScalingGroups.find(({ Status }) => Status !== "Delete in progress");
  return ofName(wanted, name, found && tagsOf(found.Tags));
};
