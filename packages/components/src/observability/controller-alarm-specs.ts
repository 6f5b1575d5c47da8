import type { Topology } from "@tandem/config";
import { controllerMetrics } from "@tandem/handlers";
import type { AlarmSpec } from "./alarm.ts";

/** The controller's own alarms for which somebody is woken; each of the others is told to the topics, and shown. */
export const wakingAlarms = {
  "regional-outage": "nobody answers in the primary region, and nothing is written there: all of it seems lost",
  unprotected: "nothing would take over from the active region: fail back as soon as the other one is well",
  "failover-held": "the controller would leave the primary, and is held back",
  "latch-lost": "the latch is not as it was set: the primary may take clients that it must not have",
  "standby-not-ready": "the standby could not serve if the primary were lost now",
  "operation-overdue": "a failover or failback does not get on",
} as const;

/** What can go wrong with the failover controller and its latch, in the standby region. */
export function controllerAlarmSpecs({ names }: Topology): readonly AlarmSpec[] {
  const { function: controller, latch } = names.controller;
  const own = { namespace: controllerMetrics.namespace, dimensions: controllerMetrics.dimensions(controller) };
  const ofLatch = {
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: latch },
    statistic: "Sum",
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    minutes: { breaching: 3, of: 5 },
    noData: { is: "notBreaching", because: "a function that nobody calls reports nothing" },
  } as const;
  return [
    {
      ...own,
      key: "controller-dead",
      meaning: "nobody would leave the primary if it were lost",
      metricName: controllerMetrics.ticks,
      // Ticks that failed count as 0.
      statistic: "Sum",
      comparison: "LessThanThreshold",
      threshold: 1,
      minutes: { breaching: 3, of: 5 },
      noData: { is: "breaching", because: "a controller that is dead reports nothing" },
    },
    ...Object.entries(wakingAlarms).map(([name, meaning]): AlarmSpec => ({
      ...own,
      key: name,
      meaning,
      metricName: controllerMetrics.alarm(name),
      statistic: "Maximum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      minutes: { breaching: 1, of: 1 },
      noData: { is: "notBreaching", because: "it is reported while it is raised; a dead controller has its own alarm" },
    })),
    { ...ofLatch, key: "latch-errors", meaning: "the latch fails, and reads as not set", metricName: "Errors" },
    {
      ...ofLatch,
      key: "latch-throttles",
      meaning: "Lambda turns Route 53's checkers away from the latch, which reads as not set",
      metricName: "Throttles",
    },
  ];
}
