import type { AlarmSpec } from "./alarm.ts";
import type { BalancerMetrics } from "./balancer-metrics.ts";
import { lasting, latencyLimit } from "./limits.ts";

/** What can go wrong with a region's load balancer and its targets. */
export function balancerAlarmSpecs({ loadBalancer, targetGroup }: BalancerMetrics): readonly AlarmSpec[] {
  const of = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: loadBalancer } };
  const noData = { is: "notBreaching", because: "a balancer that nobody calls reports nothing" } as const;
  return [
    {
      namespace: of.namespace,
      key: "target-health",
      meaning: "the balancer has no target that could serve",
      metricName: "HealthyHostCount",
      dimensions: { TargetGroup: targetGroup, LoadBalancer: loadBalancer },
      statistic: "Minimum",
      comparison: "LessThanThreshold",
      threshold: 1,
      minutes: { breaching: 2, of: 2 },
      noData: { is: "breaching", because: "the balancer reports it every minute while it has a target" },
    },
    {
      ...of,
      key: "balancer-errors",
      meaning: "the balancer answers with 5xx by itself: it got no answer that it could pass on",
      metricName: "HTTPCode_ELB_5XX_Count",
      statistic: "Sum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      minutes: lasting,
      noData,
    },
    {
      ...of,
      key: "balancer-latency",
      meaning: "the slowest requests take longer than Route 53 waits",
      metricName: "TargetResponseTime",
      statistic: "p99",
      comparison: "GreaterThanThreshold",
      threshold: latencyLimit / 1000,
      minutes: lasting,
      noData,
    },
  ];
}
