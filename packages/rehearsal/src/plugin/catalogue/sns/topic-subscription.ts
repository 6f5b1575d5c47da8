import {
  GetSubscriptionAttributesCommand,
  SNSClient,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  paginateListSubscriptions,
  paginateListSubscriptionsByTopic,
} from "@aws-sdk/client-sns";
import { isLoopback } from "../../../sandbox/loopback.ts";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, present, requiredText, text } from "../properties.ts";
import { topicGone } from "./topic-attributes.ts";

/** Where a property that is a subscription attribute is kept. */
const attributeNames = {
  deliveryPolicy: "DeliveryPolicy",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
  subscriptionRoleArn: "SubscriptionRoleArn",
} as const;

/**
 * Who is told what is published to a topic. Its identifier is its ARN. An address waits for its owner to confirm;
 * MiniStack 1.5.33 takes an e-mail address as confirmed, and sends no e-mail.
 */
export const topicSubscription: ResourceEntry = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  properties: {
    topic: { required: true, replaces: true },
    protocol: { required: true, replaces: true },
    endpoint: { required: true, replaces: true },
    deliveryPolicy: { json: true },
    filterPolicy: { json: true },
    filterPolicyScope: { default: "MessageAttributes" },
    rawMessageDelivery: { default: false },
    redrivePolicy: { json: true },
    subscriptionRoleArn: {},
  },
  computed: {
    arn: "stable",
    ownerId: "stable",
    confirmationWasAuthenticated: "volatile",
    pendingConfirmation: "volatile",
  },

  async create(context, inputs) {
    const key = {
      TopicArn: requiredText(inputs, "topic"),
      Protocol: requiredText(inputs, "protocol"),
      Endpoint: requiredText(inputs, "endpoint"),
    };
    if (key.Protocol === "http" || key.Protocol === "https") requireThisMachine(key.Endpoint);
    const Attributes = Object.fromEntries(
      Object.entries(attributeNames).flatMap(([name, attribute]) => {
        const value = attributeValue(name, inputs);
        return value === undefined ? [] : [[attribute, value]];
      }),
    );
    const { SubscriptionArn: arn } = await context
      .client(SNSClient)
      .send(new SubscribeCommand({ ...key, Attributes, ReturnSubscriptionArn: true }));
    return arn?.startsWith("arn:") === true ? arn : arnOf(context, key);
  },

  async read(context, id) {
    const found = await unlessGone(
      context.client(SNSClient).send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id })),
      ...topicGone,
    );
    return found?.Attributes === undefined ? undefined : subscriptionProperties(id, found.Attributes);
  },

  async update(context, id, news, _olds, changed) {
    for (const [name, AttributeName] of Object.entries(attributeNames)) {
      if (!changed.has(name)) continue;
      await context.client(SNSClient).send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn: id,
          AttributeName,
          AttributeValue: attributeValue(name, news) ?? unset(name),
        }),
      );
    }
  },

  async delete(context, id) {
    await unlessGone(context.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: id })), ...topicGone);
  },

  async list(context) {
    const client = context.client(SNSClient);
    const found = await everyItem(paginateListSubscriptions({ client }, {}), (page) => page.Subscriptions);
    return found.map(({ SubscriptionArn: id = "" }) => ({ id }));
  },
};

function subscriptionProperties(id: string, attributes: Readonly<Record<string, string>>): Properties {
  return present({
    topic: attributes["TopicArn"],
    protocol: attributes["Protocol"],
    endpoint: attributes["Endpoint"],
    deliveryPolicy: policyIn(attributes, "DeliveryPolicy"),
    filterPolicy: policyIn(attributes, "FilterPolicy"),
    filterPolicyScope: attributes["FilterPolicyScope"] ?? "MessageAttributes",
    rawMessageDelivery: attributes["RawMessageDelivery"] === "true",
    redrivePolicy: policyIn(attributes, "RedrivePolicy"),
    subscriptionRoleArn: attributes["SubscriptionRoleArn"] || undefined,
    arn: id,
    ownerId: attributes["Owner"],
    confirmationWasAuthenticated: attributes["ConfirmationWasAuthenticated"] === "true",
    pendingConfirmation: attributes["PendingConfirmation"] === "true",
  });
}

/** A policy that was taken away is left as an empty one. */
function policyIn(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const policy = attributes[name];
  return policy === "" || policy === "{}" ? undefined : policy;
}

function attributeValue(name: string, inputs: Properties): string | undefined {
  return name === "rawMessageDelivery" ? flag(inputs, name)?.toString() : text(inputs, name);
}

/** What leads back to how it is without the property; undefined clears it. */
function unset(name: string): string | undefined {
  switch (name) {
    case "filterPolicy":
      return "{}";
    case "filterPolicyScope":
      return "MessageAttributes";
    case "rawMessageDelivery":
      return "false";
    default:
      return undefined;
  }
}

/** MiniStack calls such an endpoint at once, and a rehearsal must call nobody outside. */
function requireThisMachine(endpoint: string): void {
  if (URL.canParse(endpoint) && isLoopback(new URL(endpoint).hostname)) return;
  throw new Error(
    `endpoint ${JSON.stringify(endpoint)} would be called by MiniStack; legal in a rehearsal: 127.0.0.0/8, [::1] or localhost; leave this subscription out of the rehearsed environment`,
  );
}

/** MiniStack answers an unconfirmed subscription without its ARN, whatever was asked. */
async function arnOf(
  context: CallContext,
  { TopicArn, Protocol, Endpoint }: { TopicArn: string; Protocol: string; Endpoint: string },
): Promise<string> {
  const pages = paginateListSubscriptionsByTopic({ client: context.client(SNSClient) }, { TopicArn });
  const found = await everyItem(pages, (page) => page.Subscriptions);
  const arn = found.find((one) => one.Protocol === Protocol && one.Endpoint === Endpoint)?.SubscriptionArn;
  if (arn === undefined) throw new Error(`${TopicArn} has no subscription of ${Endpoint} after Subscribe`);
  return arn;
}
