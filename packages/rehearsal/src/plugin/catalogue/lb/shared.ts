import {
  AddTagsCommand,
  DescribeListenersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CallContext } from "../../entry.ts";
import { moveTags, tagList, tagsFromList } from "../tags.ts";
import type { Tags } from "../tags.ts";

/** A balancer's or a target group's settings that AWS keeps as text under keys of its own. */
export type Attributes = Readonly<Record<string, string>>;

/** A list of `{ Key, Value }` as a record. */
export function attributesFrom(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Attributes {
  return tagsFromList(list);
}

/** The end of an ARN by which CloudWatch names a balancer or a target group, `app/<name>/<id>`, `targetgroup/<name>/<id>`. */
export function arnSuffix(arn: string): string {
  return (arn.split(":").at(-1) ?? "").replace(/^loadbalancer\//, "");
}

/**
 * Throws where Elastic Load Balancing would refuse the name of a balancer or a target group, which MiniStack 1.5.33 does
 * not. Source: API reference, CreateLoadBalancer and CreateTargetGroup, "Name".
 */
export function checkName(name: string): void {
  if (name.length <= 32 && /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) return;
  throw new Error(`name is ${JSON.stringify(name)}; legal: 1 to 32 letters, digits and hyphens, no hyphen at an end`);
}

export async function readTags(context: CallContext, arn: string): Promise<Tags> {
  const { TagDescriptions: [found] = [] } = await context
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return tagsFromList(found?.Tags);
}

export async function updateTags(context: CallContext, arn: string, wanted: Tags): Promise<void> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const ResourceArns = [arn];
  await moveTags(await readTags(context, arn), wanted, {
    set: (tags) => client.send(new AddTagsCommand({ ResourceArns, Tags: tagList(tags) })),
    remove: (TagKeys) => client.send(new RemoveTagsCommand({ ResourceArns, TagKeys })),
  });
}

/** A balancer's listeners; none where the balancer is gone. */
export async function listenersOf(context: CallContext, LoadBalancerArn: string): Promise<readonly Listener[]> {
  const { Listeners = [] } = await context
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeListenersCommand({ LoadBalancerArn }));
  return Listeners;
}
