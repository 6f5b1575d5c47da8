import { CloudWatchClient, DescribeAlarmsCommand, PutCompositeAlarmCommand } from "@aws-sdk/client-cloudwatch";
import type { PutCompositeAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { present, requiredText } from "../properties.ts";
import { tagOutputs, tagsSpec } from "../tags.ts";
import {
  actionSpecs,
  commonProperties,
  commonRequest,
  deleteAlarm,
  firstTags,
  listAlarms,
  readAlarmTags,
  setAlarmTags,
} from "./alarm.ts";

/**
 * An alarm on the states of other alarms of its region. Its identifier is its name.
 * The alarms in its rule cannot be deleted before it. MiniStack 1.5.33 keeps no `actionsSuppressor`.
 */
export const compositeAlarm: ResourceEntry = {
  type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  properties: {
    alarmName: { required: true, replaces: true },
    alarmDescription: { default: "" },
    alarmRule: { required: true },
    actionsEnabled: { default: true, replaces: true },
    ...actionSpecs,
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },
  // Both would have the same name.
  deleteBeforeReplace: true,

  async create(context, inputs) {
    await context
      .client(CloudWatchClient)
      .send(new PutCompositeAlarmCommand({ ...putRequest(inputs), ...firstTags(inputs) }));
    return requiredText(inputs, "alarmName");
  },

  async read(context, id) {
    const { CompositeAlarms: [found] = [] } = await context
      .client(CloudWatchClient)
      .send(new DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ["CompositeAlarm"] }));
    if (found === undefined) return undefined;
    return present({
      alarmName: found.AlarmName,
      alarmRule: found.AlarmRule,
      ...commonProperties(found),
      ...tagOutputs(await readAlarmTags(context, found.AlarmArn ?? "")),
    });
  },

  async update(context, id, news, _olds, changed) {
    // The call sets everything but the tags anew.
    await context.client(CloudWatchClient).send(new PutCompositeAlarmCommand(putRequest(news)));
    if (changed.has("tags")) await setAlarmTags(context, id, news);
  },

  delete: deleteAlarm,

  list: (context) => listAlarms(context, "CompositeAlarm"),
};

function putRequest(inputs: Properties): PutCompositeAlarmCommandInput {
  return {
    AlarmName: requiredText(inputs, "alarmName"),
    AlarmRule: requiredText(inputs, "alarmRule"),
    ...commonRequest(inputs),
  };
}
