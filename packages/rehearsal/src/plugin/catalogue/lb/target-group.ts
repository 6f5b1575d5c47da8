import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ProtocolEnum, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { number, present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { arnSuffix, attributesFrom, checkName, listenersOf, readTags, updateTags } from "./shared.ts";
import {
  fromGroupAttributes,
  groupAttributes,
  groupHealthSpec,
  healthCheckOf,
  healthCheckRequest,
  healthCheckSpec,
} from "./target-group-settings.ts";
import type { TargetType } from "./target-group-settings.ts";

const gone = "TargetGroupNotFoundException";

/** What a group of functions does not take. Source: Application Load Balancers guide, "Target group health" among others. */
const instancesOnly = ["port", "protocol", "vpcId", "deregistrationDelay", "targetGroupHealth"] as const;

/** A target group of one function, or of instances over HTTP. Its identifier is its ARN. */
export const targetGroup: ResourceEntry = {
  type: "aws:lb/targetGroup:TargetGroup",
  properties: {
    name: { required: true, replaces: true },
    targetType: { default: "instance", replaces: true },
    port: { replaces: true },
    protocol: { replaces: true },
    vpcId: { replaces: true },
    deregistrationDelay: { default: 300 },
    healthCheck: healthCheckSpec,
    targetGroupHealth: groupHealthSpec,
    tags: tagsSpec,
  },
  computed: { arn: "stable", arnSuffix: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const name = requiredText(inputs, "name");
    checkName(name);
    const type = typeOf(inputs);
    const { TargetGroups: [made] = [] } = await client.send(
      new CreateTargetGroupCommand({
        Name: name,
        TargetType: type,
        ...(type === "lambda"
          ? {}
          : {
              Port: number(inputs, "port"),
              Protocol: requiredText(inputs, "protocol") as ProtocolEnum,
              VpcId: requiredText(inputs, "vpcId"),
            }),
        ...healthCheckRequest(inputs, type),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    const arn = made?.TargetGroupArn;
    if (arn === undefined) throw new Error("CreateTargetGroup answers without an ARN");
    await completeOrUndo(
      `target group ${name}`,
      () => setAttributes(context, arn, inputs, type),
      async () => void (await client.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }))),
    );
    return arn;
  },

  async read(context, id, known) {
    const found = await describe(context, id);
    if (found === undefined) return undefined;
    const isOfInstances = found.TargetType !== "lambda";
    return {
      ...present({
        name: found.TargetGroupName,
        targetType: found.TargetType,
        ...(isOfInstances ? { port: found.Port, protocol: found.Protocol, vpcId: found.VpcId } : {}),
        healthCheck: healthCheckOf(found, known),
      }),
      ...(isOfInstances ? fromGroupAttributes(await readAttributes(context, id)) : {}),
      arn: id,
      arnSuffix: arnSuffix(id),
      ...tagOutputs(await readTags(context, id)),
    };
  },

  async update(context, id, news, _olds, changed) {
    const type = typeOf(news);
    if (changed.has("healthCheck")) {
      const request = new ModifyTargetGroupCommand({ TargetGroupArn: id, ...healthCheckRequest(news, type) });
      await context.client(ElasticLoadBalancingV2Client).send(request);
    }
    if (changed.has("deregistrationDelay") || changed.has("targetGroupHealth")) {
      await setAttributes(context, id, news, type);
    }
    if (changed.has("tags")) await updateTags(context, id, tagsOf(news));
  },

  async delete(context, id) {
    const found = await describe(context, id);
    if (found === undefined) return;
    const user = await listenerThatUses(context, found);
    // MiniStack 1.5.33 deletes it all the same.
    if (user !== undefined) throw new Error(`ResourceInUse: target group ${id} is currently in use by ${user}`);
    const command = new DeleteTargetGroupCommand({ TargetGroupArn: id });
    await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), gone);
  },

  async list(context) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const found = await everyItem(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups);
    return Promise.all(
      found.map(async ({ TargetGroupArn: id = "", TargetGroupName: name = "" }) => ({
        id,
        name,
        tags: await readTags(context, id),
      })),
    );
  },
};

/** Throws for other kinds of targets, and for what AWS refuses and MiniStack 1.5.33 takes. */
function typeOf(inputs: Properties): TargetType {
  const type = text(inputs, "targetType") ?? "instance";
  if (type !== "lambda" && type !== "instance") {
    throw new Error(`targetType ${type} is not known here; legal: lambda, instance`);
  }
  if (type === "lambda") {
    const wrong = instancesOnly.filter((name) => inputs[name] !== undefined);
    if (wrong.length > 0) throw new Error(`${wrong.join(", ")}: not for a target group of type lambda`);
    return type;
  }
  const missing = (["port", "protocol", "vpcId"] as const).filter((name) => inputs[name] === undefined);
  if (missing.length > 0) throw new Error(`${missing.join(", ")}: missing; a target group of type instance needs it`);
  const protocol = requiredText(inputs, "protocol");
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw new Error(`protocol ${protocol} is not known here; legal: HTTP, HTTPS`);
  }
  return type;
}

async function describe(context: CallContext, arn: string): Promise<TargetGroup | undefined> {
  const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] });
  return (await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), gone))?.TargetGroups?.[0];
}

async function setAttributes(context: CallContext, arn: string, inputs: Properties, type: TargetType): Promise<void> {
  if (type === "lambda") return;
  const Attributes = Object.entries(groupAttributes(inputs)).map(([Key, Value]) => ({ Key, Value }));
  await context
    .client(ElasticLoadBalancingV2Client)
    .send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
}

async function readAttributes(context: CallContext, TargetGroupArn: string) {
  const { Attributes } = await context
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  return attributesFrom(Attributes);
}

async function listenerThatUses(
  context: CallContext,
  { TargetGroupArn, LoadBalancerArns = [] }: TargetGroup,
): Promise<string | undefined> {
  const listeners = await Promise.all(LoadBalancerArns.map((arn) => listenersOf(context, arn)));
  return listeners
    .flat()
    .find(({ DefaultActions = [] }) => DefaultActions.some((action) => action.TargetGroupArn === TargetGroupArn))
    ?.ListenerArn;
}
