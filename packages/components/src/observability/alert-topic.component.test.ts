import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { AlertTopic, topicPolicy } from "./alert-topic.ts";

const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const topicArn = "arn:aws:sns:us-east-2:123456789012:failover-alerts-us-east-2-dev1";
const place = { region: "us-east-2", topicName: topology.names.standby.alertTopic } as const;
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new AlertTopic("alerts", { topology, ...place, provider, keyArn });
}, run);

describe("AlertTopic", () => {
  it("makes one topic under the region's key", () => {
    expect(shape(resources)).toEqual([
      "aws:sns/topic:Topic alerts < alerts @ aws-standby",
      "tandem:observability:AlertTopic alerts < stack @ none",
    ]);
    expect(only(resources, "aws:sns/topic:Topic").inputs).toEqual({
      name: "failover-alerts-us-east-2-dev1",
      kmsMasterKeyId: keyArn,
      policy: JSON.stringify(topicPolicy(topology, place.region, place.topicName)),
      tags: tags("failover-alerts-us-east-2-dev1"),
    });
    expect(only(resources, "tandem:observability:AlertTopic").outputs).toEqual({ topicArn });
  });

  it("subscribes each address of the environment, and nobody where there is none", async () => {
    const told = { ...topology, alertEmails: ["a@bank.co", "b@bank.co"] };
    const subscribed = await withMocks(() => {
      const { standby: provider } = regionalProviders(told, ["standby"]);
      new AlertTopic("alerts", { topology: told, ...place, provider, keyArn });
    }, run);
    expect(shape(subscribed.resources)).toEqual([
      "aws:sns/topic:Topic alerts < alerts @ aws-standby",
      "aws:sns/topicSubscription:TopicSubscription alerts-a@bank.co < alerts @ aws-standby",
      "aws:sns/topicSubscription:TopicSubscription alerts-b@bank.co < alerts @ aws-standby",
      "tandem:observability:AlertTopic alerts < stack @ none",
    ]);
    const type = "aws:sns/topicSubscription:TopicSubscription";
    expect(only(subscribed.resources, type, "alerts-a@bank.co").inputs).toEqual({
      topic: topicArn,
      protocol: "email",
      endpoint: "a@bank.co",
    });
  });

  it("lets alarms of the account publish, and nobody without TLS", () => {
    const [, alarms, tls] = topicPolicy(topology, place.region, place.topicName).Statement;
    expect(alarms).toEqual({
      Sid: "Alarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
    expect(tls).toEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });
});
