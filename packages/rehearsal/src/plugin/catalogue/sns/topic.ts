import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SNSClient,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateListTopics,
} from "@aws-sdk/client-sns";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { asked, present, requiredText, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { isDefaultPolicy, topicGone } from "./topic-attributes.ts";

/** Where a property that is a topic attribute is kept. */
const attributeNames = { displayName: "DisplayName", kmsMasterKeyId: "KmsMasterKeyId", policy: "Policy" } as const;

/** A standard SNS topic. Its identifier is its ARN. */
export const topic: ResourceEntry = {
  type: "aws:sns/topic:Topic",
  properties: {
    name: { required: true, replaces: true },
    displayName: { default: "" },
    kmsMasterKeyId: { default: "" },
    policy: { json: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", owner: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const Attributes = Object.fromEntries(
      Object.entries(attributeNames).flatMap(([key, attribute]) => {
        const value = text(inputs, key);
        return value === undefined ? [] : [[attribute, value]];
      }),
    );
    const { TopicArn } = await context
      .client(SNSClient)
      .send(new CreateTopicCommand({ Name: requiredText(inputs, "name"), Attributes, Tags: tagList(tagsOf(inputs)) }));
    if (TopicArn === undefined) throw new Error("CreateTopic answered without an ARN");
    return TopicArn;
  },

  async read(context, id, known) {
    const client = context.client(SNSClient);
    const found = await unlessGone(client.send(new GetTopicAttributesCommand({ TopicArn: id })), ...topicGone);
    if (found?.Attributes === undefined) return undefined;
    const { Attributes: attributes } = found;
    return present({
      name: nameOf(id),
      displayName: attributes["DisplayName"] ?? "",
      kmsMasterKeyId: attributes["KmsMasterKeyId"] ?? "",
      policy: ownPolicy(attributes["Policy"], known),
      arn: id,
      owner: attributes["Owner"],
      ...tagOutputs(await readTags(client, id)),
    });
  },

  async update(context, id, news, _olds, changed) {
    const client = context.client(SNSClient);
    for (const [key, AttributeName] of Object.entries(attributeNames)) {
      if (!changed.has(key)) continue;
      await client.send(
        new SetTopicAttributesCommand({ TopicArn: id, AttributeName, AttributeValue: attributeValue(key, news) }),
      );
    }
    if (changed.has("tags")) {
      await moveTags(await readTags(client, id), tagsOf(news), {
        set: (tags) => client.send(new TagResourceCommand({ ResourceArn: id, Tags: tagList(tags) })),
        remove: (TagKeys) => client.send(new UntagResourceCommand({ ResourceArn: id, TagKeys })),
      });
    }
  },

  async delete(context, id) {
    await unlessGone(context.client(SNSClient).send(new DeleteTopicCommand({ TopicArn: id })), ...topicGone);
  },

  async list(context) {
    const client = context.client(SNSClient);
    const topics = await everyItem(paginateListTopics({ client }, {}), (page) => page.Topics);
    return Promise.all(
      topics.map(async ({ TopicArn: id = "" }) => ({ id, name: nameOf(id), tags: await readTags(client, id) })),
    );
  },
};

function attributeValue(key: string, news: Properties): string {
  const value = text(news, key);
  if (key === "policy" && value === undefined) {
    throw new Error("policy: a topic always has one; write the one it should have instead of leaving it out");
  }
  return value ?? "";
}

/** A policy that the program has not set is AWS's own, or a TopicPolicy's. */
function ownPolicy(policy: string | undefined, known: Properties): string | undefined {
  if (text(known, "policy") !== undefined) return policy;
  return asked(known, "policy") && !isDefaultPolicy(policy) ? policy : undefined;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

async function readTags(client: SNSClient, arn: string): Promise<Tags> {
  const { Tags: list } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return tagsFromList(list);
}
