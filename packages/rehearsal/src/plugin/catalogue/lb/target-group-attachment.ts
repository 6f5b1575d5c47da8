import {
  DeregisterTargetsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { TargetDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { parsePolicy } from "../lambda/statement.ts";
import type { Statement } from "../lambda/statement.ts";
import { number, present, requiredText } from "../properties.ts";

const groupGone = "TargetGroupNotFoundException";

/**
 * One target of a target group. Its identifier is what `pulumi import` takes: `<target group>,<target>`, and `,<port>`
 * where a program names one.
 */
export const targetGroupAttachment: ResourceEntry = {
  type: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  properties: {
    targetGroupArn: { required: true, replaces: true },
    targetId: { required: true, replaces: true },
    port: { replaces: true },
  },
  computed: {},

  async create(context, inputs) {
    const arn = requiredText(inputs, "targetGroupArn");
    const target = targetOf(inputs);
    await refuseFunctions(context, arn, target);
    const command = new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [target] });
    await context.client(ElasticLoadBalancingV2Client).send(command);
    return [arn, target.Id, ...(target.Port === undefined ? [] : [target.Port])].join(",");
  },

  async read(context, id) {
    const given = propertiesOf(id);
    const { Id } = targetOf(given);
    const registered = await targetsOf(context, requiredText(given, "targetGroupArn"));
    return registered?.some((target) => target.Id === Id) === true ? given : undefined;
  },

  async delete(context, id) {
    const given = propertiesOf(id);
    const command = new DeregisterTargetsCommand({
      TargetGroupArn: requiredText(given, "targetGroupArn"),
      Targets: [targetOf(given)],
    });
    await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), groupGone);
  },

  async list(context) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const groups = await everyItem(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups);
    const listed = await Promise.all(
      groups.map(async ({ TargetGroupArn: arn = "" }) =>
        ((await targetsOf(context, arn)) ?? []).map(({ Id = "" }) => ({ id: `${arn},${Id}`, name: Id })),
      ),
    );
    return listed.flat();
  },
};

function targetOf(inputs: Properties): TargetDescription & { readonly Id: string } {
  return { Id: requiredText(inputs, "targetId"), Port: number(inputs, "port") };
}

function propertiesOf(id: string): Properties {
  const [targetGroupArn, targetId, port] = id.split(",");
  if (targetGroupArn === undefined || targetId === undefined) {
    throw new Error(`${JSON.stringify(id)} names no target; legal: <target group ARN>,<target>, or with ,<port>`);
  }
  return present({ targetGroupArn, targetId, port: port === undefined ? undefined : Number(port) });
}

/** What is registered with a target group; undefined where the group is gone. */
async function targetsOf(context: CallContext, arn: string): Promise<readonly TargetDescription[] | undefined> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
  const found = await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), groupGone);
  return found?.TargetHealthDescriptions?.flatMap(({ Target }) => Target ?? []);
}

/**
 * AWS registers one function with a target group, and only where the function's policy lets the group invoke it; MiniStack
 * 1.5.33 takes any. Source: Application Load Balancers guide, "Use Lambda functions as targets".
 */
async function refuseFunctions(context: CallContext, arn: string, { Id }: { readonly Id: string }): Promise<void> {
  const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] });
  const { TargetGroups: [group] = [] } = await context.client(ElasticLoadBalancingV2Client).send(command);
  if (group?.TargetType !== "lambda") return;
  const others = (await targetsOf(context, arn))?.filter((target) => target.Id !== Id) ?? [];
  if (others.length > 0)
    throw new Error(`TooManyTargets: target group ${arn} has a function already: ${others[0]?.Id}`);
  const call = context.client(LambdaClient).send(new GetPolicyCommand({ FunctionName: Id }));
  const { Policy } = (await unlessGone(call, "ResourceNotFoundException")) ?? {};
  if (Policy !== undefined && parsePolicy(Policy).some((statement) => permits(statement, arn))) return;
  throw new Error(
    `AccessDenied: elasticloadbalancing principal does not have permission to invoke ${Id} from target group ${arn}`,
  );
}

/** Whether a statement of a function's policy lets a target group invoke it. */
function permits({ Action, Principal, Condition = {} }: Statement, groupArn: string): boolean {
  const isBalancers =
    Principal !== "*" && "Service" in Principal && Principal.Service === "elasticloadbalancing.amazonaws.com";
  const sources = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, value]) => (key.toLowerCase() === "aws:sourcearn" ? [value] : [])),
  );
  return isBalancers && Action === "lambda:InvokeFunction" && sources.every((source) => matches(source, groupArn));
}

/** ARNs in such a condition may hold `*` and `?`. */
function matches(pattern: string, arn: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(arn);
}
