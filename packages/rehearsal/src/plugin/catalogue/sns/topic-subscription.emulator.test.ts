import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsCommand,
  SNSClient,
  SetSubscriptionAttributesCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { topicSubscription } from "./topic-subscription.ts";
import { topic } from "./topic.ts";

const emulator = useEmulator();
const region = "us-west-2";
const alerts = "arn:aws:sns:us-west-2:000000000000:alerts";
const queue = "arn:aws:sqs:us-west-2:000000000000:pages";
const filterOf = (...kinds: string[]) => JSON.stringify({ kind: kinds });
let made: TestResource | undefined;

beforeAll(async () => {
  made = await TestResource.create(topic, emulator.context(region), { name: "alerts" });
});
afterAll(async () => {
  await made?.delete();
});

/** What an independent client sees. */
async function seen(arn: string) {
  const sns = emulator.client(SNSClient, region);
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  return Attributes;
}

async function endpoints() {
  const { Subscriptions = [] } = await emulator.client(SNSClient, region).send(new ListSubscriptionsCommand({}));
  return Subscriptions.map(({ Endpoint }) => Endpoint);
}

test("a subscription is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: `${queue}-dead` });
  const inputs = {
    topic: alerts,
    protocol: "sqs",
    endpoint: queue,
    filterPolicy: filterOf("page"),
    filterPolicyScope: "MessageBody",
    rawMessageDelivery: true,
    redrivePolicy,
  };
  const pages = await TestResource.create(topicSubscription, context, inputs);
  expect(pages.id).toMatch(/^arn:aws:sns:us-west-2:000000000000:alerts:[0-9a-f-]{36}$/);
  const fixed = {
    SubscriptionArn: pages.id,
    TopicArn: alerts,
    Protocol: "sqs",
    Endpoint: queue,
    Owner: "000000000000",
    ConfirmationWasAuthenticated: "true",
    PendingConfirmation: "false",
  };
  expect(await seen(pages.id)).toEqual({
    ...fixed,
    FilterPolicy: inputs.filterPolicy,
    FilterPolicyScope: "MessageBody",
    RawMessageDelivery: "true",
    RedrivePolicy: redrivePolicy,
  });
  expect(pages.state).toEqual({
    ...inputs,
    arn: pages.id,
    ownerId: "000000000000",
    confirmationWasAuthenticated: true,
    pendingConfirmation: false,
  });
  expect(await find(topicSubscription, context, { id: pages.id })).toEqual([{ id: pages.id }]);
  expect(await topicSubscription.list(emulator.context("us-east-1"))).toEqual([]);
  await pages.refresh();
  expect(pages.inputs).toEqual(inputs);
  expect((await TestResource.adopt(topicSubscription, context, pages.id)).inputs).toEqual(inputs);

  const news = { topic: alerts, protocol: "sqs", endpoint: queue };
  await pages.update(news);
  expect(await seen(pages.id)).toEqual({
    ...fixed,
    FilterPolicy: "{}",
    FilterPolicyScope: "MessageAttributes",
    RawMessageDelivery: "false",
    RedrivePolicy: "",
  });
  await pages.refresh();
  expect(pages.inputs).toEqual(news);

  await emulator.client(SNSClient, region).send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: pages.id,
      AttributeName: "FilterPolicy",
      AttributeValue: filterOf("other"),
    }),
  );
  await pages.refresh();
  expect(pages.inputs).toEqual({ ...news, filterPolicy: filterOf("other") });
  expect(pages.diff(news).changes).toEqual(new Map([["filterPolicy", "delete"]]));
  expect(pages.diff({ ...pages.inputs, endpoint: `${queue}-2` }).replaces).toEqual(new Set(["endpoint"]));

  await pages.delete();
  expect(await endpoints()).toEqual([]);
  expect(await pages.refresh()).toBe(false);
  await pages.delete();
});

test("e-mail and functions are subscribed", async () => {
  const context = emulator.context(region);
  const lambda = "arn:aws:lambda:us-west-2:000000000000:function:pager";
  const mail = await TestResource.create(topicSubscription, context, {
    topic: alerts,
    protocol: "email",
    endpoint: "payments@example.com",
  });
  const pager = await TestResource.create(topicSubscription, context, {
    topic: alerts,
    protocol: "lambda",
    endpoint: lambda,
  });
  expect(await endpoints()).toEqual(["payments@example.com", lambda]);
  await mail.delete();
  await pager.delete();
});

test("an HTTP endpoint on this machine waits for its confirmation, and one elsewhere is refused", async () => {
  const context = emulator.context(region);
  const here = { topic: alerts, protocol: "http", endpoint: "http://127.0.0.1:9/alerts" };
  const waiting = await TestResource.create(topicSubscription, context, here);
  expect(waiting.state).toMatchObject({
    arn: waiting.id,
    pendingConfirmation: true,
    confirmationWasAuthenticated: false,
  });
  await waiting.delete();
  await expect(
    topicSubscription.create(context, { ...here, protocol: "https", endpoint: "https://alerts.example.com/" }),
  ).rejects.toThrow(
    'endpoint "https://alerts.example.com/" would be called by MiniStack; legal in a rehearsal: 127.0.0.0/8, [::1] or localhost; leave this subscription out of the rehearsed environment',
  );
  expect(await endpoints()).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  const inputs = { topic: alerts, protocol: "email", endpoint: "payments@example.com" };
  expect(checkInputs(topicSubscription, { ...inputs, replayPolicy: "{}" })).toEqual([
    {
      property: "replayPolicy",
      reason:
        "unknown to the stand-in of aws:sns/topicSubscription:TopicSubscription; legal: deliveryPolicy, endpoint, filterPolicy, filterPolicyScope, protocol, rawMessageDelivery, redrivePolicy, subscriptionRoleArn, topic",
    },
  ]);
});
