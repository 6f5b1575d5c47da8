import type { AlarmSpec } from "./alarm.ts";
import type { BalancerMetrics } from "./balancer-metrics.ts";
import { lasting } from "./limits.ts";

/**
 * What can go wrong with the instances of a region's group.
 * @param group Physical name of the group.
 */
export function instanceAlarmSpecs(
  group: string,
  { loadBalancer, targetGroup }: BalancerMetrics,
): readonly AlarmSpec[] {
  const of = { namespace: "AWS/EC2", dimensions: { AutoScalingGroupName: group }, minutes: lasting } as const;
  const reported = { is: "breaching", because: "every instance reports each minute: none runs" } as const;
  return [
    {
      ...of,
      key: "instance-status",
      meaning: "EC2 finds an instance or the machine below it broken",
      metricName: "StatusCheckFailed",
      statistic: "Maximum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      noData: reported,
    },
    {
      ...of,
      key: "instance-cpu",
      meaning: "the instances have hardly any processor time left, and scaling does not help or has reached its end",
      metricName: "CPUUtilization",
      statistic: "Average",
      comparison: "GreaterThanThreshold",
      threshold: 85,
      noData: reported,
    },
    {
      key: "instance-health",
      meaning: "an instance does not serve, and its replacement does not either",
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      dimensions: { TargetGroup: targetGroup, LoadBalancer: loadBalancer },
      statistic: "Maximum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      minutes: { breaching: 5, of: 5 },
      noData: { is: "notBreaching", because: "a group without instances has an alarm of its own" },
    },
  ];
}
