import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Region, Topology } from "@tandem/config";
import { accountArn, topicArn } from "../arns.ts";
import { fullName, tagsOf } from "../names.ts";
import { policyDocument } from "../policy.ts";
import type { PolicyDocument } from "../policy.ts";
import { databaseTopicStatement } from "../security/database-statements.ts";

export interface AlertTopicArgs {
  readonly topology: Topology;
  /** Whose alerts it takes: CloudWatch alarms notify topics of their own region only. */
  readonly region: Region;
  /** Its physical name. */
  readonly topicName: string;
  /** Of that region. */
  readonly provider: aws.Provider;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * The SNS topic that people and pagers subscribe to for one region, encrypted with the region's key, so that losing
 * one region does not silence the other. Each address of `topology.alertEmails` is subscribed; its owner confirms by mail.
 *
 * ```ts
 * new AlertTopic("alerts", { topology, region, topicName: topology.names.standby.alertTopic, provider, keyArn });
 * ```
 *
 * Costs per message.
 */
export class AlertTopic extends pulumi.ComponentResource {
  public readonly topicArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly topic: aws.sns.Topic;
    readonly subscriptions: readonly aws.sns.TopicSubscription[];
  };

  constructor(name: string, args: AlertTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:AlertTopic", name, {}, opts);
    const { topology, region, topicName, provider, keyArn } = args;
    const topic = new aws.sns.Topic(
      name,
      {
        name: topicName,
        kmsMasterKeyId: keyArn,
        policy: JSON.stringify(topicPolicy(topology, region, topicName)),
        tags: tagsOf(topology, fullName(topology, "alerts", region)),
      },
      { parent: this, provider },
    );
    const subscriptions = topology.alertEmails.map(
      (endpoint) =>
        new aws.sns.TopicSubscription(
          `${name}-${endpoint}`,
          { topic: topic.arn, protocol: "email", endpoint },
          { parent: this, provider },
        ),
    );
    this.nodes = { topic, subscriptions };
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/** Who may publish: the account's own principals and alarms, and the events of a region's database, over TLS only. */
export function topicPolicy(
  topology: Pick<Topology, "accountId" | "database" | "regions">,
  region: Region,
  topicName: string,
): PolicyDocument {
  const { database, regions } = topology;
  const hasDatabase = database !== undefined && Object.values(regions).includes(region);
  const Resource = topicArn(topology, region, topicName);
  return policyDocument([
    {
      Sid: "Account",
      Effect: "Allow",
      Principal: { AWS: accountArn(topology) },
      Action: [
        "sns:GetTopicAttributes",
        "sns:ListSubscriptionsByTopic",
        "sns:Publish",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
      ],
      Resource,
    },
    {
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
      Condition: { StringEquals: { "aws:SourceAccount": topology.accountId } },
    },
    ...(hasDatabase ? [databaseTopicStatement(topology, region, topicName)] : []),
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}
