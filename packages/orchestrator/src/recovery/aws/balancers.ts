import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { everyItem, input, ofName, ofTag, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder, Tags } from "./wanted.ts";

export const loadBalancer: Finder = async (wanted) => {
  const client = wanted.client(ElasticLoadBalancingV2Client);
  const call = client.send(new DescribeLoadBalancersCommand({ Names: [input(wanted, "name")] }));
  const found = await unlessMissing(call, "LoadBalancerNotFoundException");
  const arn = found?.LoadBalancers?.[0]?.LoadBalancerArn;
  return arn === undefined ? "absent" : ofName(wanted, arn, await tagsAt(client, arn));
};

export const targetGroup: Finder = async (wanted) => {
  const client = wanted.client(ElasticLoadBalancingV2Client);
  const call = client.send(new DescribeTargetGroupsCommand({ Names: [input(wanted, "name")] }));
  const found = await unlessMissing(call, "TargetGroupNotFoundException");
  const arn = found?.TargetGroups?.[0]?.TargetGroupArn;
  return arn === undefined ? "absent" : ofName(wanted, arn, await tagsAt(client, arn));
};

/** Of its balancer's. */
export const listener: Finder = async (wanted) => {
  const client = wanted.client(ElasticLoadBalancingV2Client);
  const pages = paginateDescribeListeners({ client }, { LoadBalancerArn: input(wanted, "loadBalancerArn") });
  const listeners = await unlessMissing(
    everyItem(pages, (page) => page.Listeners),
    "LoadBalancerNotFoundException",
  );
  const found = (listeners ?? []).map(async ({ ListenerArn: id = "" }) => ({ id, tags: await tagsAt(client, id) }));
  return ofTag(wanted, await Promise.all(found));
};

async function tagsAt(client: ElasticLoadBalancingV2Client, arn: string): Promise<Tags> {
  const { TagDescriptions } = await client.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return tagsOf(TagDescriptions?.[0]?.Tags);
}
