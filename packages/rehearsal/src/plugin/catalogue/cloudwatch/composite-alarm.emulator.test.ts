import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { compositeAlarm } from "./composite-alarm.ts";
import { metricAlarm } from "./metric-alarm.ts";

const emulator = useEmulator();
const region = "us-west-2";
const arn = "arn:aws:cloudwatch:us-west-2:000000000000:alarm:payments-region";
const alerts = "arn:aws:sns:us-west-2:000000000000:alerts";
let children: TestResource[] = [];

beforeAll(async () => {
  const child = (name: string) =>
    TestResource.create(metricAlarm, emulator.context(region), {
      name,
      namespace: "Test",
      metricName: name,
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
    });
  children = [await child("errors"), await child("throttles")];
});
afterAll(async () => {
  for (const child of children) await child.delete();
});

/** What an independent client sees. */
async function seen() {
  const client = emulator.client(CloudWatchClient, region);
  const { CompositeAlarms: [found] = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmTypes: ["CompositeAlarm"] }),
  );
  if (found === undefined) return undefined;
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: found.AlarmArn }));
  return {
    rule: found.AlarmRule,
    description: found.AlarmDescription,
    actions: [found.AlarmActions, found.OKActions, found.InsufficientDataActions],
    state: found.StateValue,
    tags: Tags,
  };
}

test("a composite alarm is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    alarmName: "payments-region",
    alarmDescription: "The region is not well",
    alarmRule: 'ALARM("errors") OR ALARM("throttles")',
    alarmActions: [alerts],
    okActions: [alerts],
    tags: { "tandem:urn": "region" },
  };
  expect(await find(compositeAlarm, context, { name: inputs.alarmName })).toEqual([]);

  const made = await TestResource.create(compositeAlarm, context, inputs);
  expect(made.id).toBe("payments-region");
  expect(await seen()).toEqual({
    rule: inputs.alarmRule,
    description: "The region is not well",
    actions: [[alerts], [alerts], []],
    state: "OK",
    tags: [{ Key: "tandem:urn", Value: "region" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    actionsEnabled: true,
    insufficientDataActions: [],
    arn,
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, name: inputs.alarmName, tags: inputs.tags };
  expect(await find(compositeAlarm, context, { tags: inputs.tags })).toEqual([listed]);
  expect((await metricAlarm.list(context)).map(({ id }) => id)).toEqual(["errors", "throttles"]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(compositeAlarm, context, made.id)).inputs).toEqual(inputs);

  await emulator
    .client(CloudWatchClient, region)
    .send(new SetAlarmStateCommand({ AlarmName: "throttles", StateValue: "ALARM", StateReason: "test" }));
  expect((await seen())?.state).toBe("ALARM");

  const news = { alarmName: "payments-region", alarmRule: 'ALARM("errors")', tags: { Name: "region" } };
  await made.update(news);
  expect(await seen()).toEqual({
    rule: news.alarmRule,
    description: "",
    actions: [[], [], []],
    state: "OK",
    tags: [{ Key: "Name", Value: "region" }],
  });

  await emulator
    .client(CloudWatchClient, region)
    .send(new PutCompositeAlarmCommand({ AlarmName: made.id, AlarmRule: 'OK("errors")' }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, alarmRule: 'OK("errors")' });
  expect(made.diff(news).changes).toEqual(new Map([["alarmRule", "update"]]));
  expect(made.diff({ ...made.inputs, actionsEnabled: false }).replaces).toEqual(new Set(["actionsEnabled"]));

  await expect(children[0]?.delete()).rejects.toThrow(
    "Cannot delete errors as there are composite alarm(s) depending on it.",
  );
  await made.delete();
  expect(await seen()).toBeUndefined();
  expect(await made.refresh()).toBe(false);
  expect(await compositeAlarm.list(context)).toEqual([]);
  await made.delete();
});

test("a rule that names an alarm that is not there is refused", async () => {
  await expect(
    compositeAlarm.create(emulator.context(region), { alarmName: "lost", alarmRule: "ALARM(nobody)" }),
  ).rejects.toThrow(
    "Could not save the composite alarm as alarms [arn:aws:cloudwatch:us-west-2:000000000000:alarm:nobody] in the alarm rule do not exist",
  );
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(compositeAlarm, { alarmName: "a", alarmRule: "TRUE", actionsSuppressor: {} })).toEqual([
    {
      property: "actionsSuppressor",
      reason:
        "unknown to the stand-in of aws:cloudwatch/compositeAlarm:CompositeAlarm; legal: actionsEnabled, alarmActions, alarmDescription, alarmName, alarmRule, insufficientDataActions, okActions, tags",
    },
  ]);
});
