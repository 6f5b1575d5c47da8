import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { metricAlarm } from "./metric-alarm.ts";

const emulator = useEmulator();
const region = "us-west-2";
const arn = "arn:aws:cloudwatch:us-west-2:000000000000:alarm:payments-errors";
const topic = (name: string) => `arn:aws:sns:us-west-2:000000000000:${name}`;

const inputs = {
  name: "payments-errors",
  alarmDescription: "Functions fail",
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "payments" },
  statistic: "Sum",
  unit: "Count",
  period: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  threshold: 0.5,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "notBreaching",
  alarmActions: [topic("pages"), topic("alerts")],
  okActions: [topic("alerts")],
  insufficientDataActions: [topic("alerts")],
  tags: { "tandem:urn": "errors" },
};

const p99 = {
  name: "payments-errors",
  namespace: "AWS/Lambda",
  metricName: "Duration",
  extendedStatistic: "p99",
  evaluateLowSampleCountPercentiles: "ignore",
  period: 300,
  evaluationPeriods: 2,
  threshold: 3000,
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  actionsEnabled: false,
  tags: { Name: "latency" },
};

/** What an independent client sees. */
async function seen() {
  const client = emulator.client(CloudWatchClient, region);
  const { MetricAlarms: [found] = [] } = await client.send(new DescribeAlarmsCommand({}));
  if (found === undefined) return undefined;
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: found.AlarmArn }));
  const { StateReason: _, StateUpdatedTimestamp: __, AlarmConfigurationUpdatedTimestamp: ___, ...settings } = found;
  return { ...settings, Tags };
}

test("an alarm is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(metricAlarm, context, { name: inputs.name })).toEqual([]);

  const made = await TestResource.create(metricAlarm, context, inputs);
  expect(made.id).toBe("payments-errors");
  expect(await seen()).toMatchObject({
    AlarmName: "payments-errors",
    AlarmArn: arn,
    AlarmDescription: "Functions fail",
    Namespace: "AWS/Lambda",
    MetricName: "Errors",
    Dimensions: [{ Name: "FunctionName", Value: "payments" }],
    Statistic: "Sum",
    Unit: "Count",
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.5,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
    ActionsEnabled: true,
    AlarmActions: inputs.alarmActions,
    OKActions: inputs.okActions,
    InsufficientDataActions: inputs.insufficientDataActions,
    StateValue: "INSUFFICIENT_DATA",
    Tags: [{ Key: "tandem:urn", Value: "errors" }],
  });
  expect(made.state).toEqual({ ...inputs, actionsEnabled: true, arn, tagsAll: inputs.tags });
  const listed = { id: made.id, name: inputs.name, tags: inputs.tags };
  expect(await find(metricAlarm, context, { name: inputs.name })).toEqual([listed]);
  expect(await find(metricAlarm, emulator.context("us-east-1"), { name: inputs.name })).toEqual([]);
  expect(await find(metricAlarm, context, { tags: inputs.tags })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect(made.diff({ ...inputs, alarmActions: inputs.alarmActions.toReversed() }).changes).toEqual(new Map());
  expect((await TestResource.adopt(metricAlarm, context, made.id)).inputs).toEqual(inputs);

  await made.update(p99);
  expect(await seen()).toMatchObject({
    AlarmDescription: "",
    MetricName: "Duration",
    Dimensions: [],
    ExtendedStatistic: "p99",
    Period: 300,
    EvaluationPeriods: 2,
    Threshold: 3000,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "missing",
    ActionsEnabled: false,
    AlarmActions: [],
    OKActions: [],
    InsufficientDataActions: [],
    Tags: [{ Key: "Name", Value: "latency" }],
  });
  await made.refresh();
  expect(made.inputs).toEqual(p99);

  await emulator.client(CloudWatchClient, region).send(
    new PutMetricAlarmCommand({
      AlarmName: p99.name,
      Namespace: p99.namespace,
      MetricName: p99.metricName,
      ExtendedStatistic: "p99",
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 9000,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      ActionsEnabled: false,
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({ ...p99, threshold: 9000 });
  expect(made.diff(p99).changes).toEqual(new Map([["threshold", "update"]]));
  expect(made.diff({ ...p99, name: "other" }).replaces).toEqual(new Set(["name"]));

  await made.delete();
  expect(await seen()).toBeUndefined();
  expect(await made.refresh()).toBe(false);
  expect(await metricAlarm.list(context)).toEqual([]);
  await made.delete();
});

test("an alarm has one statistic", async () => {
  const context = emulator.context(region);
  const { statistic: _, ...none } = inputs;
  await expect(metricAlarm.create(context, none)).rejects.toThrow(
    "statistic is not set and extendedStatistic not set; set exactly one of them",
  );
  await expect(metricAlarm.create(context, { ...inputs, extendedStatistic: "p99" })).rejects.toThrow(
    "statistic is Sum and extendedStatistic p99; set exactly one of them",
  );
  expect(await metricAlarm.list(context)).toEqual([]);
});

test("metric math, which MiniStack does not keep, is refused", () => {
  expect(checkInputs(metricAlarm, { ...inputs, metricQueries: [] })).toEqual([
    {
      property: "metricQueries",
      reason:
        "unknown to the stand-in of aws:cloudwatch/metricAlarm:MetricAlarm; legal: actionsEnabled, alarmActions, alarmDescription, comparisonOperator, datapointsToAlarm, dimensions, evaluateLowSampleCountPercentiles, evaluationPeriods, extendedStatistic, insufficientDataActions, metricName, name, namespace, okActions, period, statistic, tags, threshold, treatMissingData, unit",
    },
  ]);
});
