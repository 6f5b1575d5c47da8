import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { tagsOf } from "../names.ts";
import { metricAlarm } from "./alarm.ts";
import type { BalancerMetrics } from "./balancer-metrics.ts";
import { regionAlarmSpecs } from "./region-alarm-specs.ts";

export interface RegionAlarmsArgs {
  readonly topology: Topology;
  /** Whose region is watched. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The region's alert topic. */
  readonly topicArn: pulumi.Input<string>;
  /** Before the region's function. @default none: a REST API is */
  readonly balancer?: BalancerMetrics | undefined;
}

/**
 * The alarms of one region, on its function, what is before that, tables, documents and heartbeat, in the standby on the controller too, and one above them that says whether anything
 * in the region is wrong. Each tells the region's topic when it begins and when it is over; the one above tells nobody,
 * so that a fault pages once: it is there to be looked at.
 *
 * ```ts
 * new RegionAlarms("alarms", { topology, role: "primary", provider, topicArn });
 * ```
 *
 * Costs per alarm and month.
 */
export class RegionAlarms extends pulumi.ComponentResource {
  /** Every alarm of the region, the one above last. */
  public readonly alarmArns: pulumi.Output<string[]>;
  public readonly nodes: {
    readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
    readonly region: aws.cloudwatch.CompositeAlarm;
  };

  constructor(name: string, args: RegionAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:RegionAlarms", name, {}, opts);
    const { topology, role, provider, topicArn, balancer } = args;
    const prefix = topology.names[role].alarmPrefix;
    const place = { prefix, topicArns: [topicArn], tags: topology.tags };
    const alarms = regionAlarmSpecs(topology, role, balancer).map((spec) =>
      metricAlarm(name, spec, place, { parent: this, provider }),
    );
    const region = new aws.cloudwatch.CompositeAlarm(
      `${name}-region`,
      {
        alarmName: `${prefix}-region`,
        alarmDescription: `something is wrong in ${topology.regions[role]}, the ${role} region`,
        alarmRule: pulumi
          .all(alarms.map((alarm) => alarm.name))
          .apply((names) => names.map((alarm) => `ALARM("${alarm}")`).join(" OR ")),
        tags: tagsOf(topology, `${prefix}-region`),
      },
      { parent: this, provider, dependsOn: alarms },
    );
    this.nodes = { alarms, region };
    this.alarmArns = pulumi.all([...alarms, region].map(({ arn }) => arn));
    this.registerOutputs({ alarmArns: this.alarmArns });
  }
}
