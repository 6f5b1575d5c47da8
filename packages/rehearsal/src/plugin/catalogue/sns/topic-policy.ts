import {
  GetTopicAttributesCommand,
  SNSClient,
  SetTopicAttributesCommand,
  paginateListTopics,
} from "@aws-sdk/client-sns";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { requiredText } from "../properties.ts";
import { defaultPolicy, isDefaultPolicy, topicGone } from "./topic-attributes.ts";

/**
 * The policy of a topic that has none among its own properties. Its identifier is the topic's ARN; deleting it gives
 * the topic AWS's default back. MiniStack 1.5.33 does not ask it before an alarm publishes.
 */
export const topicPolicy: ResourceEntry = {
  type: "aws:sns/topicPolicy:TopicPolicy",
  properties: {
    arn: { required: true, replaces: true },
    policy: { required: true, json: true },
  },
  computed: { owner: "stable" },

  async create(context, inputs) {
    const arn = requiredText(inputs, "arn");
    await setPolicy(context, arn, requiredText(inputs, "policy"));
    return arn;
  },

  async read(context, id) {
    const found = await attributesOf(context, id);
    const policy = found?.["Policy"];
    if (policy === undefined || isDefaultPolicy(policy)) return undefined;
    return { arn: id, policy, owner: found?.["Owner"] ?? "" };
  },

  update: (context, id, news) => setPolicy(context, id, requiredText(news, "policy")),

  async delete(context, id) {
    await unlessGone(setPolicy(context, id, defaultPolicy(id, context.accountId)), ...topicGone);
  },

  async list(context) {
    const client = context.client(SNSClient);
    const topics = await everyItem(paginateListTopics({ client }, {}), (page) => page.Topics);
    const found = await Promise.all(
      topics.map(async ({ TopicArn: id = "" }) => {
        const policy = (await attributesOf(context, id))?.["Policy"];
        return policy === undefined || isDefaultPolicy(policy) ? [] : [{ id }];
      }),
    );
    return found.flat();
  },
};

async function attributesOf(context: CallContext, TopicArn: string): Promise<Record<string, string> | undefined> {
  const call = context.client(SNSClient).send(new GetTopicAttributesCommand({ TopicArn }));
  return (await unlessGone(call, ...topicGone))?.Attributes;
}

async function setPolicy(context: CallContext, TopicArn: string, policy: string): Promise<void> {
  await context
    .client(SNSClient)
    .send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue: policy }));
}
