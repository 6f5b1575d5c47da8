import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import type {
  ComparisonOperator,
  MetricAlarm,
  PutMetricAlarmCommandInput,
  StandardUnit,
  Statistic,
} from "@aws-sdk/client-cloudwatch";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { number, present, requiredText, text, textMap } from "../properties.ts";
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
 * An alarm on one metric. Its identifier is its name. MiniStack 1.5.33 keeps no metric math (`metricQueries`), looks at
 * a metric's points under all dimensions at once and only when points are put, and never acts on missing data.
 */
export const metricAlarm: ResourceEntry = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  properties: {
    name: { required: true, replaces: true },
    alarmDescription: { default: "" },
    actionsEnabled: { default: true },
    ...actionSpecs,
    namespace: { required: true },
    metricName: { required: true },
    dimensions: { default: {} },
    statistic: {},
    extendedStatistic: {},
    unit: {},
    /** Seconds: 10, 20, 30 or a multiple of 60. */
    period: { required: true },
    evaluationPeriods: { required: true },
    datapointsToAlarm: {},
    threshold: { required: true },
    comparisonOperator: { required: true },
    treatMissingData: { default: "missing" },
    // MiniStack does not keep it.
    evaluateLowSampleCountPercentiles: { writeOnly: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    await context
      .client(CloudWatchClient)
      .send(new PutMetricAlarmCommand({ ...putRequest(inputs), ...firstTags(inputs) }));
    return requiredText(inputs, "name");
  },

  async read(context, id) {
    const { MetricAlarms: [found] = [] } = await context
      .client(CloudWatchClient)
      .send(new DescribeAlarmsCommand({ AlarmNames: [id], AlarmTypes: ["MetricAlarm"] }));
    if (found === undefined) return undefined;
    return present({ ...alarmProperties(found), ...tagOutputs(await readAlarmTags(context, found.AlarmArn ?? "")) });
  },

  async update(context, id, news, _olds, changed) {
    // The call sets everything but the tags anew.
    await context.client(CloudWatchClient).send(new PutMetricAlarmCommand(putRequest(news)));
    if (changed.has("tags")) await setAlarmTags(context, id, news);
  },

  delete: deleteAlarm,

  list: (context) => listAlarms(context, "MetricAlarm"),
};

function putRequest(inputs: Properties): PutMetricAlarmCommandInput {
  const [statistic, extendedStatistic] = [text(inputs, "statistic"), text(inputs, "extendedStatistic")];
  // AWS refuses these; MiniStack would take the average.
  if ((statistic === undefined) === (extendedStatistic === undefined)) {
    throw new Error(
      `statistic is ${statistic ?? "not set"} and extendedStatistic ${extendedStatistic ?? "not set"}; set exactly one of them`,
    );
  }
  return {
    AlarmName: requiredText(inputs, "name"),
    ...commonRequest(inputs),
    Namespace: requiredText(inputs, "namespace"),
    MetricName: requiredText(inputs, "metricName"),
    Dimensions: Object.entries(textMap(inputs, "dimensions")).map(([Name, Value]) => ({ Name, Value })),
    Statistic: statistic as Statistic | undefined,
    ExtendedStatistic: extendedStatistic,
    Unit: text(inputs, "unit") as StandardUnit | undefined,
    Period: number(inputs, "period"),
    EvaluationPeriods: number(inputs, "evaluationPeriods"),
    DatapointsToAlarm: number(inputs, "datapointsToAlarm"),
    Threshold: number(inputs, "threshold"),
    ComparisonOperator: requiredText(inputs, "comparisonOperator") as ComparisonOperator,
    TreatMissingData: text(inputs, "treatMissingData"),
    EvaluateLowSampleCountPercentile: text(inputs, "evaluateLowSampleCountPercentiles"),
  };
}

function alarmProperties(found: MetricAlarm): Properties {
  // MiniStack names the average beside every percentile, and writes null for what is not set.
  const extendedStatistic = found.ExtendedStatistic ?? undefined;
  return present({
    name: found.AlarmName,
    ...commonProperties(found),
    namespace: found.Namespace,
    metricName: found.MetricName,
    dimensions: Object.fromEntries((found.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
    statistic: extendedStatistic === undefined ? found.Statistic : undefined,
    extendedStatistic,
    unit: found.Unit ?? undefined,
    period: found.Period,
    evaluationPeriods: found.EvaluationPeriods,
    datapointsToAlarm: found.DatapointsToAlarm ?? undefined,
    threshold: found.Threshold,
    comparisonOperator: found.ComparisonOperator,
    treatMissingData: found.TreatMissingData ?? "missing",
  });
}
