import { GetTopicAttributesCommand, SNSClient, SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { defaultPolicy } from "./topic-attributes.ts";
import { topicPolicy } from "./topic-policy.ts";
import { topic } from "./topic.ts";

const emulator = useEmulator();
const region = "us-west-2";
const arn = "arn:aws:sns:us-west-2:000000000000:alerts";

const policyOf = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sns:Publish",
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
      },
    ],
  });

/** What an independent client sees. */
async function seen() {
  const sns = emulator.client(SNSClient, region);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
  return Attributes?.["Policy"];
}

test("a topic's policy is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const alerts = await TestResource.create(topic, context, { name: "alerts" });
  expect(await topicPolicy.list(context)).toEqual([]);

  const inputs = { arn, policy: policyOf("cloudwatch.amazonaws.com") };
  const made = await TestResource.create(topicPolicy, context, inputs);
  expect(made.id).toBe(arn);
  expect(await seen()).toBe(inputs.policy);
  expect(made.state).toEqual({ ...inputs, owner: "000000000000" });
  expect(await find(topicPolicy, context, { id: arn })).toEqual([{ id: arn }]);
  expect((await TestResource.adopt(topicPolicy, context, arn)).inputs).toEqual(inputs);
  // It is no drift of the topic, which has set none.
  await alerts.refresh();
  expect(alerts.inputs).toEqual({ name: "alerts" });

  const spaced = { arn, policy: JSON.stringify(JSON.parse(inputs.policy), undefined, 2) };
  expect(made.diff(spaced).changes).toEqual(new Map());
  const news = { arn, policy: policyOf("events.amazonaws.com") };
  await made.update(news);
  expect(await seen()).toBe(news.policy);
  expect(made.diff({ ...news, arn: `${arn}-2` }).replaces).toEqual(new Set(["arn"]));

  await emulator.client(SNSClient, region).send(
    new SetTopicAttributesCommand({
      TopicArn: arn,
      AttributeName: "Policy",
      AttributeValue: policyOf("s3.amazonaws.com"),
    }),
  );
  await made.refresh();
  expect(made.inputs).toEqual({ arn, policy: policyOf("s3.amazonaws.com") });

  await made.delete();
  expect(await seen()).toBe(defaultPolicy(arn, "000000000000"));
  expect(await made.refresh()).toBe(false);
  expect(await topicPolicy.list(context)).toEqual([]);
  await alerts.delete();
  await made.delete();
});

test("a policy goes with its topic", async () => {
  const context = emulator.context(region);
  const alerts = await TestResource.create(topic, context, { name: "alerts" });
  const made = await TestResource.create(topicPolicy, context, { arn, policy: policyOf("s3.amazonaws.com") });
  await alerts.delete();
  expect(await made.refresh()).toBe(false);
});

test("a property that the entry does not know, and a policy that is no JSON, are refused", () => {
  expect(checkInputs(topicPolicy, { arn, policy: "{", tags: {} })).toEqual([
    { property: "policy", reason: expect.stringMatching(/^is no JSON: /) as string },
    { property: "tags", reason: "unknown to the stand-in of aws:sns/topicPolicy:TopicPolicy; legal: arn, policy" },
  ]);
});
