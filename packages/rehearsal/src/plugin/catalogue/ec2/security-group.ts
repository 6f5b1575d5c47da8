import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import type { SecurityGroup } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { defaultGroupName } from "./default-vpc.ts";
import { ec2Arn, moveTagsOf, tagSpecifications } from "./shared.ts";

/** AWS's names for a security group that is not there. */
export const groupGone = ["InvalidGroup.NotFound", "InvalidGroupId.NotFound"] as const;

/** What the official provider writes where the program says nothing. */
const defaultDescription = "Managed by Pulumi";

/**
 * A security group without rules: those are resources of theirs. Like the official provider it takes away the one that
 * AWS gives each new group, which lets everything out.
 */
export const securityGroup: ResourceEntry = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  properties: {
    description: { default: defaultDescription, replaces: true },
    name: { required: true, replaces: true },
    tags: tagsSpec,
    vpcId: { required: true, replaces: true },
  },
  computed: { arn: "stable", ownerId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { GroupId: id } = await context.client(EC2Client).send(
      new CreateSecurityGroupCommand({
        Description: text(inputs, "description") ?? defaultDescription,
        GroupName: requiredText(inputs, "name"),
        TagSpecifications: tagSpecifications("security-group", tagsOf(inputs)),
        VpcId: requiredText(inputs, "vpcId"),
      }),
    );
    if (id === undefined) throw new Error("CreateSecurityGroup answers without an id");
    await completeOrUndo(
      `security group ${id}`,
      () => revokeGivenRules(context, id),
      () => remove(context, id),
    );
    return id;
  },

  async read(context, id) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    return present({
      description: found.Description,
      name: found.GroupName,
      vpcId: found.VpcId,
      arn: ec2Arn(context, "security-group", id),
      ownerId: found.OwnerId,
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    await remove(context, id);
  },

  async list(context) {
    const pages = paginateDescribeSecurityGroups({ client: context.client(EC2Client) }, {});
    const groups = await everyItem(pages, (page) => page.SecurityGroups);
    // AWS makes one with each VPC; nobody else's can have its name.
    return groups
      .filter(({ GroupName }) => GroupName !== defaultGroupName)
      .map(({ GroupId = "", GroupName = "", Tags }) => ({ id: GroupId, name: GroupName, tags: tagsFromList(Tags) }));
  },
};

async function describe(context: CallContext, id: string): Promise<SecurityGroup | undefined> {
  const call = context.client(EC2Client).send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  return (await unlessGone(call, ...groupGone))?.SecurityGroups?.[0];
}

async function revokeGivenRules(context: CallContext, GroupId: string): Promise<void> {
  const client = context.client(EC2Client);
  const Filters = [{ Name: "group-id", Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const ids = SecurityGroupRules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  if (ids.length > 0) await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds: ids }));
}

async function remove(context: CallContext, GroupId: string): Promise<void> {
  await unlessGone(context.client(EC2Client).send(new DeleteSecurityGroupCommand({ GroupId })), ...groupGone);
}
