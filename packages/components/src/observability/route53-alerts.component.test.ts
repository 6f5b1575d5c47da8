import { requireEnvironment, topologyOf } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { route53MetricsProvider } from "../providers.ts";
import { alertKeyPolicy } from "../security/key-policy.ts";
import { only, protectedNames, run, shape, tags } from "../testing/topology.ts";
import { topicPolicy } from "./alert-topic.ts";
import { Route53Alerts } from "./route53-alerts.ts";

const topology = topologyOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: "eu-west-1",
    standbyRegion: "eu-west-3",
    alertEmails: "a@bank.co",
  }),
);
const names = { alertTopic: "failover-alerts-us-east-1-dev1", keyAlias: "alias/payment-data-us-east-1-dev1" };
const make = (given = topology) =>
  withMocks(() => {
    new Route53Alerts("route53-alerts", { topology: given, names, provider: route53MetricsProvider(given) });
  }, run);
const { resources } = await make();
const kept = await make({ ...topology, retention: "keep" });

describe("Route53Alerts", () => {
  it("makes a topic with its key and subscriptions, all in us-east-1", () => {
    expect(shape(resources)).toEqual([
      "aws:kms/alias:Alias route53-alerts < route53-alerts @ aws-route53-metrics",
      "aws:kms/key:Key route53-alerts < route53-alerts @ aws-route53-metrics",
      "aws:sns/topic:Topic route53-alerts < route53-alerts @ aws-route53-metrics",
      "aws:sns/topicSubscription:TopicSubscription route53-alerts-a@bank.co < route53-alerts @ aws-route53-metrics",
      "tandem:observability:AlertTopic route53-alerts < route53-alerts @ none",
      "tandem:observability:Route53Alerts route53-alerts < stack @ none",
    ]);
  });

  it("encrypts the topic with a rotating key that serves nothing else", () => {
    expect(only(resources, "aws:kms/key:Key").inputs).toEqual({
      description: "alerts of the environment dev on Route 53's metrics",
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: JSON.stringify(alertKeyPolicy(topology)),
      tags: tags("payment-data-us-east-1-dev1"),
    });
    expect(only(resources, "aws:kms/alias:Alias").inputs).toMatchObject({ name: names.keyAlias });
    expect(only(resources, "aws:sns/topic:Topic").inputs).toEqual({
      name: names.alertTopic,
      kmsMasterKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\//),
      policy: JSON.stringify(topicPolicy(topology, "us-east-1", names.alertTopic)),
      tags: tags("failover-alerts-us-east-1-dev1"),
    });
  });

  it("registers the topic's ARN", () => {
    expect(only(resources, "tandem:observability:Route53Alerts").outputs).toEqual({
      topicArn: "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1",
    });
  });

  it("protects the key where data is kept, and waits 30 days before it goes", () => {
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual(["aws:kms/key:Key route53-alerts protect=true retain=true"]);
    expect(only(kept.resources, "aws:kms/key:Key").inputs["deletionWindowInDays"]).toBe(30);
  });
});
