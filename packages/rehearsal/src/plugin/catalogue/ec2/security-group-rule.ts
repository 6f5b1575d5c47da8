import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  paginateDescribeSecurityGroupRules,
} from "@aws-sdk/client-ec2";
import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { number, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { defaultGroupIds } from "./default-vpc.ts";
import { authorizable, prefixListIdOf } from "./rule-prefix-list.ts";
import { permissionOf, requireOnePeer, sameTraffic } from "./rule-traffic.ts";
import { groupGone } from "./security-group.ts";
import { ec2Arn, moveTagsOf, tagSpecifications } from "./shared.ts";

const gone = ["InvalidSecurityGroupRuleId.NotFound", ...groupGone];

/** One rule for what may come in. Its identifier is AWS's. */
export const securityGroupIngressRule = ruleEntry("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", false);

/** One rule for what may go out. Its identifier is AWS's. */
export const securityGroupEgressRule = ruleEntry("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", true);

function ruleEntry(type: string, isEgress: boolean): ResourceEntry {
  return {
    type,
    properties: {
      cidrIpv4: {},
      cidrIpv6: {},
      description: { default: "" },
      fromPort: {},
      ipProtocol: { required: true },
      prefixListId: {},
      referencedSecurityGroupId: {},
      securityGroupId: { required: true, replaces: true },
      tags: tagsSpec,
      toPort: {},
    },
    computed: { arn: "stable", securityGroupRuleId: "stable", tagsAll: "volatile" },

    async create(context, inputs) {
      requireOnePeer(inputs);
      const GroupId = requiredText(inputs, "securityGroupId");
      await refuseDuplicate(context, GroupId, isEgress, inputs);
      const request = {
        GroupId,
        IpPermissions: [permissionOf(await authorizable(context, inputs))],
        TagSpecifications: tagSpecifications("security-group-rule", tagsOf(inputs)),
      };
      const client = context.client(EC2Client);
      const { SecurityGroupRules } = isEgress
        ? await client.send(new AuthorizeSecurityGroupEgressCommand(request))
        : await client.send(new AuthorizeSecurityGroupIngressCommand(request));
      const id = SecurityGroupRules?.[0]?.SecurityGroupRuleId;
      if (id === undefined) throw new Error(`authorizing a rule of ${GroupId} answers without an id`);
      if (text(inputs, "prefixListId") !== undefined) {
        await completeOrUndo(
          `security group rule ${id}`,
          () => modify(context, id, inputs),
          () => revoke(context, id, GroupId, isEgress),
        );
      }
      return id;
    },

    async read(context, id, known) {
      const found = await describe(context, id);
      if (found === undefined || found.IsEgress !== isEgress) return undefined;
      return present({
        cidrIpv4: found.CidrIpv4,
        cidrIpv6: found.CidrIpv6,
        description: found.Description ?? "",
        fromPort: portOf(found.FromPort, number(known, "fromPort")),
        ipProtocol: found.IpProtocol,
        prefixListId: found.PrefixListId ?? (await prefixListIdOf(context, found, text(known, "prefixListId"))),
        referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
        securityGroupId: found.GroupId,
        toPort: portOf(found.ToPort, number(known, "toPort")),
        arn: ec2Arn(context, "security-group-rule", id),
        securityGroupRuleId: id,
        ...tagOutputs(tagsFromList(found.Tags)),
      });
    },

    async update(context, id, news, olds, changed) {
      if ([...changed].some((name) => name !== "tags")) {
        requireOnePeer(news);
        if (changed.has("description") && (text(news, "description") ?? "") === "") {
          throw new Error("description: the emulator does not take one away; write another one");
        }
        await modify(context, id, news);
      }
      if (changed.has("tags")) await moveTagsOf(context, id, tagsOf(olds), tagsOf(news));
    },

    async delete(context, id) {
      const GroupId = (await describe(context, id))?.GroupId;
      if (GroupId === undefined) return;
      await revoke(context, id, GroupId, isEgress);
    },

    async list(context) {
      const client = context.client(EC2Client);
      const [rules, defaults] = await Promise.all([
        everyItem(paginateDescribeSecurityGroupRules({ client }, {}), (page) => page.SecurityGroupRules),
        defaultGroupIds(context),
      ]);
      return rules
        .filter((rule) => rule.IsEgress === isEgress && !(defaults.has(rule.GroupId ?? "") && isGiven(rule)))
        .map(({ SecurityGroupRuleId = "", Tags }) => ({ id: SecurityGroupRuleId, tags: tagsFromList(Tags) }));
    },
  };
}

/** What AWS gives a VPC's default group: all traffic goes out, and comes in from the group itself. */
function isGiven({
  IsEgress,
  IpProtocol,
  CidrIpv4,
  CidrIpv6,
  ReferencedGroupInfo,
  GroupId,
}: SecurityGroupRule): boolean {
  if (IpProtocol !== "-1") return false;
  if (IsEgress === true) return CidrIpv4 === "0.0.0.0/0" || CidrIpv6 === "::/0";
  return ReferencedGroupInfo?.GroupId === GroupId;
}

async function describe(context: CallContext, id: string): Promise<SecurityGroupRule | undefined> {
  const command = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] });
  return (await unlessGone(context.client(EC2Client).send(command), ...gone))?.SecurityGroupRules?.[0];
}

/** AWS writes -1 where all ports are meant; a program may write nothing. */
function portOf(port: number | undefined, known: number | undefined): number | undefined {
  return port === -1 && known === undefined ? undefined : port;
}

/** The whole rule, as the call wants it. */
async function modify(context: CallContext, id: string, inputs: Properties): Promise<void> {
  const SecurityGroupRule = {
    IpProtocol: requiredText(inputs, "ipProtocol"),
    FromPort: number(inputs, "fromPort") ?? -1,
    ToPort: number(inputs, "toPort") ?? -1,
    CidrIpv4: text(inputs, "cidrIpv4"),
    CidrIpv6: text(inputs, "cidrIpv6"),
    PrefixListId: text(inputs, "prefixListId"),
    ReferencedGroupId: text(inputs, "referencedSecurityGroupId"),
    Description: text(inputs, "description"),
  };
  await context.client(EC2Client).send(
    new ModifySecurityGroupRulesCommand({
      GroupId: requiredText(inputs, "securityGroupId"),
      SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule }],
    }),
  );
}

async function revoke(context: CallContext, id: string, GroupId: string, isEgress: boolean): Promise<void> {
  const request = { GroupId, SecurityGroupRuleIds: [id] };
  const client = context.client(EC2Client);
  const call = isEgress
    ? client.send(new RevokeSecurityGroupEgressCommand(request))
    : client.send(new RevokeSecurityGroupIngressCommand(request));
  await unlessGone<unknown>(call, ...gone);
}

/** AWS refuses a rule that a group has already; the emulator gives the one that is there. */
async function refuseDuplicate(
  context: CallContext,
  GroupId: string,
  isEgress: boolean,
  inputs: Properties,
): Promise<void> {
  const client = context.client(EC2Client);
  const Filters = [{ Name: "group-id", Values: [GroupId] }];
  const rules = await everyItem(
    paginateDescribeSecurityGroupRules({ client }, { Filters }),
    (page) => page.SecurityGroupRules,
  );
  const there = rules.find((rule) => rule.IsEgress === isEgress && sameTraffic(rule, inputs));
  if (there === undefined) return;
  throw new Error(
    `InvalidPermission.Duplicate: ${GroupId} has this rule already, as ${there.SecurityGroupRuleId ?? ""}`,
  );
}
