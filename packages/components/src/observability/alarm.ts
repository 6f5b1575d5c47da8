import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One metric alarm, decided before anything exists. */
export interface AlarmSpec {
  /** Ends the alarm's name and the resource's. */
  readonly key: string;
  /** What is wrong when it fires, for whoever is woken. */
  readonly meaning: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum" | "p99";
  readonly comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  /** In the metric's own unit. */
  readonly threshold: number;
  /** Seconds of a period, where it is shorter than a minute; the metric must be of high resolution. @default 60 */
  readonly periodSeconds?: 10;
  /** How many of the last minutes, or periods, must breach. */
  readonly minutes: { readonly breaching: number; readonly of: number };
  /** What a minute without data counts as, and why. `missing` is neither healthy nor an alarm. */
  readonly noData: { readonly is: "breaching" | "missing" | "notBreaching"; readonly because: string };
}

export interface AlarmPlace {
  /** What the names of these alarms begin with. */
  readonly prefix: string;
  /** Topics of the alarm's own region: CloudWatch notifies no others. */
  readonly topicArns: pulumi.Input<pulumi.Input<string>[]>;
  readonly tags: Readonly<Record<string, string>>;
}

/** An alarm that tells its topics when it begins and when it is over. */
export function metricAlarm(
  name: string,
  spec: AlarmSpec,
  { prefix, topicArns, tags }: AlarmPlace,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    `${name}-${spec.key}`,
    {
      name: `${prefix}-${spec.key}`,
      alarmDescription: `${spec.meaning}; no data is ${spec.noData.is}: ${spec.noData.because}`,
      namespace: spec.namespace,
      metricName: spec.metricName,
      dimensions: spec.dimensions,
      ...(spec.statistic === "p99" ? { extendedStatistic: "p99" } : { statistic: spec.statistic }),
      comparisonOperator: spec.comparison,
      threshold: spec.threshold,
      period: spec.periodSeconds ?? 60,
      evaluationPeriods: spec.minutes.of,
      datapointsToAlarm: spec.minutes.breaching,
      treatMissingData: spec.noData.is,
      alarmActions: topicArns,
      okActions: topicArns,
      tags: { ...tags, Name: `${prefix}-${spec.key}` },
    },
    opts,
  );
}
