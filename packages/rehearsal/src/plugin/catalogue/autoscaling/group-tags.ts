import { AutoScalingClient, CreateOrUpdateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-auto-scaling";
import type { Tag, TagDescription } from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties, PropertySpec } from "../../entry.ts";
import { flag, objects, present, requiredText } from "../properties.ts";

/** A group's tags, which its instances may get too. The program's default tags do not go under them. */
export const tagProperties: PropertySpec = {
  set: true,
  default: [],
  fields: { key: { required: true }, propagateAtLaunch: { required: true }, value: { required: true } },
};

/** The tags that the properties ask for, as Auto Scaling takes them. */
export function groupTags(groupName: string, inputs: Properties): Tag[] {
  return objects(inputs, "tags").map((tag) => ({
    ResourceId: groupName,
    ResourceType: "auto-scaling-group",
    Key: requiredText(tag, "key"),
    Value: requiredText(tag, "value"),
    PropagateAtLaunch: flag(tag, "propagateAtLaunch"),
  }));
}

export function tagViews(tags: readonly TagDescription[] | undefined): Properties[] {
  return (tags ?? []).map(({ Key, Value, PropagateAtLaunch }) =>
    present({ key: Key, propagateAtLaunch: PropagateAtLaunch, value: Value }),
  );
}

/** Makes the tags that are there the wanted ones. */
export async function moveGroupTags(
  context: CallContext,
  groupName: string,
  olds: Properties,
  news: Properties,
): Promise<void> {
  const wanted = groupTags(groupName, news);
  const removed = groupTags(groupName, olds).filter(({ Key }) => !wanted.some((tag) => tag.Key === Key));
  const autoscaling = context.client(AutoScalingClient);
  if (removed.length > 0) await autoscaling.send(new DeleteTagsCommand({ Tags: removed }));
  if (wanted.length > 0) await autoscaling.send(new CreateOrUpdateTagsCommand({ Tags: wanted }));
}
