import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roles, route53MetricsRegion } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { metricAlarm } from "./alarm.ts";

/** What a health check asks: the API, or the health function at its own address. */
export type CheckedPart = "endpoint" | "function";

export interface HealthCheckAlarmArgs {
  readonly topology: Topology;
  /** Of us-east-1, the one region that has Route 53's metrics. */
  readonly provider: aws.Provider;
  /** What the check asks, and whose region's. */
  readonly of: CheckedPart;
  readonly role: Role;
  readonly healthCheckId: pulumi.Input<string>;
  /** The regions' alert topics. An alarm notifies topics of its own region only, so it tells the one of us-east-1. */
  readonly alertTopicArns: Readonly<Record<Role, pulumi.Input<string>>>;
  /** The topic in us-east-1 where neither region is that one; nobody is told while `shared` has not published it. */
  readonly route53AlertTopicArn: pulumi.Input<string | undefined>;
}

/**
 * The alarm on Route 53's verdict that what a check asks is down: in the primary, DNS moves clients to the standby then.
 *
 * ```ts
 * new HealthCheckAlarm("endpoint-alarm", { topology, role: "primary", of: "endpoint", provider, healthCheckId, ...topics });
 * ```
 *
 * Costs one alarm per month.
 */
export class HealthCheckAlarm extends pulumi.ComponentResource {
  public readonly alarmArn: pulumi.Output<string>;
  public readonly nodes: { readonly alarm: aws.cloudwatch.MetricAlarm };

  constructor(name: string, args: HealthCheckAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:HealthCheckAlarm", name, {}, opts);
    const { topology, role, of, provider, healthCheckId } = args;
    const alarm = metricAlarm(
      name,
      {
        ...specs[of][role],
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
        prefix: topology.names[role].alarmPrefix,
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

/** By what is asked and where. The keys tell the regions apart too, since both regions' alarms are in us-east-1. */
const specs = {
  endpoint: {
    primary: {
      key: "endpoint-down",
      meaning: "Route 53 sees the primary endpoint as down and answers clients with the standby",
    },
    standby: {
      key: "standby-endpoint-down",
      meaning: "Route 53 sees the standby endpoint as down, and would find nobody to answer for the primary",
    },
  },
  function: {
    primary: {
      key: "function-url-down",
      meaning: "Route 53 sees the primary's health function as down and answers clients with the standby",
    },
    standby: {
      key: "standby-function-url-down",
      meaning: "Route 53 sees the standby's health function as down, and would find nobody to answer for the primary",
    },
  },
} as const satisfies Record<CheckedPart, Record<Role, { readonly key: string; readonly meaning: string }>>;

/** The topics of us-east-1. */
function topicsInReach({ topology, alertTopicArns, route53AlertTopicArn }: HealthCheckAlarmArgs) {
  const near = roles.filter((role) => topology.regions[role] === route53MetricsRegion);
  if (near.length > 0) return near.map((role) => alertTopicArns[role]);
  return pulumi.output(route53AlertTopicArn).apply((topicArn) => (topicArn === undefined ? [] : [topicArn]));
}
