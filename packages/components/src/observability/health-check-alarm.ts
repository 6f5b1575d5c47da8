import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roles, route53MetricsRegion } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { metricAlarm } from "./alarm.ts";

export interface HealthCheckAlarmArgs {
  readonly topology: Topology;
  /** Of us-east-1, the one region that has Route 53's metrics. */
  readonly provider: aws.Provider;
  /** The check on the primary endpoint. */
  readonly healthCheckId: pulumi.Input<string>;
  /** The regions' alert topics. An alarm notifies topics of its own region only, so it tells the one of us-east-1. */
  readonly alertTopicArns: Readonly<Record<Role, pulumi.Input<string>>>;
  /** The topic in us-east-1 where neither region is that one; nobody is told while `shared` has not published it. */
  readonly route53AlertTopicArn: pulumi.Input<string | undefined>;
}

/**
 * The alarm on Route 53's verdict that the primary endpoint is down, which is when DNS moves clients to the standby.
 *
 * ```ts
 * new HealthCheckAlarm("endpoint-alarm", { topology, provider, healthCheckId, alertTopicArns, route53AlertTopicArn });
 * ```
 *
 * Costs one alarm per month.
 */
export class HealthCheckAlarm extends pulumi.ComponentResource {
  public readonly alarmArn: pulumi.Output<string>;
  public readonly nodes: { readonly alarm: aws.cloudwatch.MetricAlarm };

  constructor(name: string, args: HealthCheckAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:HealthCheckAlarm", name, {}, opts);
    const { topology, provider, healthCheckId } = args;
    const alarm = metricAlarm(
      name,
      {
        key: "endpoint-down",
        meaning: "Route 53 sees the primary endpoint as down and answers clients with the standby",
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: healthCheckId },
        statistic: "Minimum",
        comparison: "LessThanThreshold",
        threshold: 1,
        minutes: { breaching: 1, of: 1 },
        noData: { is: "breaching", because: "Route 53 reports every minute, so silence is a fault" },
      },
      {
        prefix: topology.names.primary.alarmPrefix,
        topicArns: topicsInReach(args),
        tags: topology.tags,
      },
      { parent: this, provider },
    );
    this.nodes = { alarm };
    this.alarmArn = alarm.arn;
    this.registerOutputs({ alarmArn: this.alarmArn });
  }
}

/** The topics of us-east-1. */
function topicsInReach({ topology, alertTopicArns, route53AlertTopicArn }: HealthCheckAlarmArgs) {
  const near = roles.filter((role) => topology.regions[role] === route53MetricsRegion);
  if (near.length > 0) return near.map((role) => alertTopicArns[role]);
  return pulumi.output(route53AlertTopicArn).apply((topicArn) => (topicArn === undefined ? [] : [topicArn]));
}
