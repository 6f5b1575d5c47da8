import {
  AttachLoadBalancerTargetGroupsCommand,
  AutoScalingClient,
  DetachLoadBalancerTargetGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties } from "../../entry.ts";
import { texts } from "../properties.ts";

/** Makes the target groups that are attached the wanted ones. */
export async function moveTargetGroups(
  context: CallContext,
  AutoScalingGroupName: string,
  olds: Properties,
  news: Properties,
): Promise<void> {
  const there = texts(olds, "targetGroupArns") ?? [];
  const wanted = texts(news, "targetGroupArns") ?? [];
  const added = wanted.filter((arn) => !there.includes(arn));
  const removed = there.filter((arn) => !wanted.includes(arn));
  const autoscaling = context.client(AutoScalingClient);
  if (removed.length > 0) {
    const call = { AutoScalingGroupName, TargetGroupARNs: removed };
    await autoscaling.send(new DetachLoadBalancerTargetGroupsCommand(call));
  }
  if (added.length > 0) {
    const call = { AutoScalingGroupName, TargetGroupARNs: added };
    await autoscaling.send(new AttachLoadBalancerTargetGroupsCommand(call));
  }
}
