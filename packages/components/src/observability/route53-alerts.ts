import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { route53MetricsRegion } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { keyDeletionWindowDays, retentionOptions } from "../retention.ts";
import { alertKeyPolicy } from "../security/key-policy.ts";
import { AlertTopic } from "./alert-topic.ts";

export interface Route53AlertsArgs {
  readonly topology: Topology;
  /** The names in us-east-1, which a topology has where neither of its regions is that one. */
  readonly names: NonNullable<Topology["names"]["route53Metrics"]>;
  /** Of us-east-1. */
  readonly provider: aws.Provider;
}

/**
 * The topic that alarms on Route 53's metrics notify, for an environment that has neither region in us-east-1: the
 * metrics live there, and an alarm notifies topics of its own region only. It has a key of its own, because the
 * environment's data key has no replica there, and the subscriptions of every alert topic.
 *
 * ```ts
 * new Route53Alerts("route53-alerts", { topology, names, provider });
 * ```
 *
 * Idle cost: one key.
 */
export class Route53Alerts extends pulumi.ComponentResource {
  public readonly topicArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly key: aws.kms.Key;
    readonly alias: aws.kms.Alias;
    readonly alerts: AlertTopic;
  };

  constructor(name: string, args: Route53AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:Route53Alerts", name, {}, opts);
    const { topology, names, provider } = args;
    const key = new aws.kms.Key(
      name,
      {
        description: `alerts of the environment ${topology.environment} on Route 53's metrics`,
        enableKeyRotation: true,
        deletionWindowInDays: keyDeletionWindowDays(topology.retention),
        policy: JSON.stringify(alertKeyPolicy(topology)),
        tags: tagsOf(topology, fullName(topology, "key", route53MetricsRegion)),
      },
      { parent: this, provider, ...retentionOptions(topology.retention) },
    );
    const alias = new aws.kms.Alias(name, { name: names.keyAlias, targetKeyId: key.keyId }, { parent: this, provider });
    const alerts = new AlertTopic(
      name,
      { topology, region: route53MetricsRegion, topicName: names.alertTopic, provider, keyArn: key.arn },
      { parent: this },
    );
    this.nodes = { key, alias, alerts };
    this.topicArn = alerts.topicArn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
