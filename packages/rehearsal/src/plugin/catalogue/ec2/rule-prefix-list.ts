import { DescribePrefixListsCommand, DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { CallContext, Properties } from "../../entry.ts";
import { text } from "../properties.ts";

/**
 * What a rule is authorized with: itself, or with a prefix list the first block of the list. The emulator's Authorize
 * calls know no prefix lists; its ModifySecurityGroupRules does, and puts the list in the block's place.
 * @throws Error when there is no such list
 */
export async function authorizable(context: CallContext, inputs: Properties): Promise<Properties> {
  const { prefixListId: _, ...rest } = inputs;
  const id = text(inputs, "prefixListId");
  if (id === undefined) return inputs;
  const command = new DescribePrefixListsCommand({ PrefixListIds: [id] });
  const { PrefixLists } = await context.client(EC2Client).send(command);
  const block = PrefixLists?.[0]?.Cidrs?.[0];
  if (block === undefined) throw new Error(`InvalidPrefixListID.NotFound: there is no prefix list ${id}`);
  return { ...rest, cidrIpv4: block };
}

/**
 * The prefix list of a rule: the emulator leaves it out of the rule, and has it in the group's permissions, which have
 * no rule's identifier. Where several are alike it is the known one, or nobody can tell.
 */
export async function prefixListIdOf(
  context: CallContext,
  rule: SecurityGroupRule,
  known: string | undefined,
): Promise<string | undefined> {
  const hasOther = [rule.CidrIpv4, rule.CidrIpv6, rule.ReferencedGroupInfo].some((peer) => peer !== undefined);
  if (hasOther || rule.GroupId === undefined) return undefined;
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [rule.GroupId] });
  const { SecurityGroups } = await context.client(EC2Client).send(command);
  const { IpPermissions = [], IpPermissionsEgress = [] } = SecurityGroups?.[0] ?? {};
  const lists = (rule.IsEgress === true ? IpPermissionsEgress : IpPermissions)
    .filter(
      ({ IpProtocol, FromPort = -1, ToPort = -1 }) =>
        IpProtocol === rule.IpProtocol && FromPort === rule.FromPort && ToPort === rule.ToPort,
    )
    .flatMap(({ PrefixListIds = [] }) => PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []));
  return lists.find((id) => id === known) ?? (lists.length === 1 ? lists[0] : undefined);
}
