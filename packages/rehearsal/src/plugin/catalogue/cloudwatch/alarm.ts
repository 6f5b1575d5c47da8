import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";
import type { AlarmType, CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { CallContext, Listed, Properties, PropertySpec } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, text, texts } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagsFromList, tagsOf } from "../tags.ts";

/** What both kinds of alarm say of their notifications. Up to five actions a state, each an ARN. */
export const actionSpecs = {
  alarmActions: { set: true, default: [] },
  okActions: { set: true, default: [] },
  insufficientDataActions: { set: true, default: [] },
} as const satisfies Readonly<Record<string, PropertySpec>>;

/** The part of a put call that both kinds of alarm have. */
export function commonRequest(inputs: Properties) {
  return {
    AlarmDescription: text(inputs, "alarmDescription"),
    ActionsEnabled: flag(inputs, "actionsEnabled") ?? true,
    AlarmActions: texts(inputs, "alarmActions") ?? [],
    OKActions: texts(inputs, "okActions") ?? [],
    InsufficientDataActions: texts(inputs, "insufficientDataActions") ?? [],
  };
}

/** What both kinds of alarm report. */
export function commonProperties(found: MetricAlarm | CompositeAlarm) {
  return {
    alarmDescription: found.AlarmDescription ?? "",
    actionsEnabled: found.ActionsEnabled ?? true,
    alarmActions: found.AlarmActions ?? [],
    okActions: found.OKActions ?? [],
    insufficientDataActions: found.InsufficientDataActions ?? [],
    arn: found.AlarmArn,
  };
}

/** The tags of a put call, which takes them at the first call only. */
export function firstTags(inputs: Properties): { Tags?: { Key: string; Value: string }[] } {
  const tags = tagList(tagsOf(inputs));
  return tags.length === 0 ? {} : { Tags: tags };
}

export async function deleteAlarm(context: CallContext, name: string): Promise<void> {
  await unlessGone(
    context.client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [name] })),
    "ResourceNotFound",
    "ResourceNotFoundException",
  );
}

/** The tags of an alarm that exists. */
export async function readAlarmTags(context: CallContext, arn: string): Promise<Tags> {
  const { Tags: list } = await context
    .client(CloudWatchClient)
    .send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return tagsFromList(list);
}

/** Makes the tags of an alarm that exists those of the inputs. */
export async function setAlarmTags(context: CallContext, name: string, inputs: Properties): Promise<void> {
  const client = context.client(CloudWatchClient);
  const ResourceARN = `arn:aws:cloudwatch:${context.region}:${context.accountId}:alarm:${name}`;
  await moveTags(await readAlarmTags(context, ResourceARN), tagsOf(inputs), {
    set: (tags) => client.send(new TagResourceCommand({ ResourceARN, Tags: tagList(tags) })),
    remove: (TagKeys) => client.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
  });
}

/** Every alarm of one kind in the context's region. */
export async function listAlarms(context: CallContext, kind: AlarmType): Promise<Listed[]> {
  const client = context.client(CloudWatchClient);
  const pages = paginateDescribeAlarms({ client }, { AlarmTypes: [kind] });
  const alarms = await everyItem<
    { MetricAlarms?: MetricAlarm[] | undefined; CompositeAlarms?: CompositeAlarm[] | undefined },
    MetricAlarm | CompositeAlarm
  >(pages, (page) => (kind === "MetricAlarm" ? page.MetricAlarms : page.CompositeAlarms));
  return Promise.all(
    alarms.map(async ({ AlarmName: id = "", AlarmArn = "" }) => ({
      id,
      name: id,
      tags: await readAlarmTags(context, AlarmArn),
    })),
  );
}
