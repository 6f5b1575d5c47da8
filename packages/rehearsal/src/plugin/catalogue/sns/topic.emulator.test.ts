import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SNSClient,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { topic } from "./topic.ts";

const emulator = useEmulator();
const region = "us-west-2";
const arnOf = (name: string) => `arn:aws:sns:us-west-2:000000000000:${name}`;

const policyOf = (sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: arnOf("alerts"),
      },
      {
        Sid: "Owner",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::000000000000:root" },
        Action: "sns:*",
        Resource: arnOf("alerts"),
      },
    ],
  });

/** What an independent client sees. */
async function seen(arn: string) {
  const sns = emulator.client(SNSClient, region);
  const { Attributes: found } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return {
    displayName: found?.["DisplayName"],
    key: found?.["KmsMasterKeyId"],
    policy: found?.["Policy"],
    tags: Tags,
  };
}

async function arns() {
  const { Topics = [] } = await emulator.client(SNSClient, region).send(new ListTopicsCommand({}));
  return Topics.map(({ TopicArn }) => TopicArn);
}

test("a topic is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    name: "alerts",
    displayName: "Alerts",
    kmsMasterKeyId: "alias/alerts",
    policy: policyOf("Alarms"),
    tags: { "tandem:urn": "alerts" },
  };
  expect(await find(topic, context, { name: "alerts" })).toEqual([]);

  const made = await TestResource.create(topic, context, inputs);
  expect(made.id).toBe(arnOf("alerts"));
  expect(await seen(made.id)).toEqual({
    displayName: "Alerts",
    key: "alias/alerts",
    policy: inputs.policy,
    tags: [{ Key: "tandem:urn", Value: "alerts" }],
  });
  expect(made.state).toEqual({ ...inputs, arn: made.id, owner: "000000000000", tagsAll: inputs.tags });
  const listed = { id: made.id, name: "alerts", tags: inputs.tags };
  expect(await find(topic, context, { name: "alerts" })).toEqual([listed]);
  expect(await find(topic, context, { tags: { "tandem:urn": "alerts" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  await made.update({ name: "alerts", policy: policyOf("Budgets"), tags: { Name: "alerts" } });
  expect(await seen(made.id)).toEqual({
    displayName: "",
    key: "",
    policy: policyOf("Budgets"),
    tags: [{ Key: "Name", Value: "alerts" }],
  });

  const wanted = made.inputs;
  await emulator
    .client(SNSClient, region)
    .send(new SetTopicAttributesCommand({ TopicArn: made.id, AttributeName: "DisplayName", AttributeValue: "Other" }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...wanted, displayName: "Other" });
  expect(made.diff(wanted).changes).toEqual(new Map([["displayName", "delete"]]));

  await made.delete();
  expect(await arns()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  expect(await find(topic, context, { name: "alerts" })).toEqual([]);
  await made.delete();
});

test("another name is another topic", async () => {
  const context = emulator.context(region);
  const old = await TestResource.create(topic, context, { name: "old" });
  expect(old.diff({ name: "new" }).changes).toEqual(new Map([["name", "update-replace"]]));
  const next = await TestResource.create(topic, context, { name: "new" });
  await old.delete();
  expect(await arns()).toEqual([arnOf("new")]);
  await next.delete();
});

test("the policy that AWS gives a topic is no drift, and an own one cannot be left out again", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(topic, context, { name: "alerts" });
  await made.refresh();
  expect(made.inputs).toEqual({ name: "alerts" });
  await made.update({ name: "alerts", policy: policyOf("Alarms") });
  await expect(made.update({ name: "alerts" })).rejects.toThrow(
    "policy: a topic always has one; write the one it should have instead of leaving it out",
  );
  await made.delete();
});

test("a topic that exists is adopted with the inputs that would make it", async () => {
  const context = emulator.context(region);
  const inputs = { name: "alerts", displayName: "Alerts", policy: policyOf("Alarms") };
  const made = await TestResource.create(topic, context, inputs);
  expect((await TestResource.adopt(topic, context, made.id)).inputs).toEqual(inputs);
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(topic, { name: "alerts", fifoTopic: true })).toEqual([
    {
      property: "fifoTopic",
      reason: "unknown to the stand-in of aws:sns/topic:Topic; legal: displayName, kmsMasterKeyId, name, policy, tags",
    },
  ]);
});
