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

/** Where a property that is a topic attribute is kept. */
const attributeNames = { displayName: "DisplayName", kmsMasterKeyId: "KmsMasterKeyId", policy: "Policy" } as const;

/** The id of the policy that AWS gives a topic for which none is asked. */
const defaultPolicyId = "__default_policy_ID";

const gone = ["NotFoundException", "NotFound", "ResourceNotFoundException"] as const;

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
    const found = await unlessGone(client.send(new GetTopicAttributesCommand({ TopicArn: id })), ...gone);
    if (found?.Attributes === undefined) return undefined;
    const { Attributes: attributes } = found;
    return present({
      name: nameOf(id),
      displayName: attributes["DisplayName"] ?? "",
      kmsMasterKeyId: attributes["KmsMasterKeyId"] ?? "",
      policy: isDefaultPolicy(attributes["Policy"]) && !asked(known, "policy") ? undefined : attributes["Policy"],
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
    await unlessGone(context.client(SNSClient).send(new DeleteTopicCommand({ TopicArn: id })), ...gone);
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

function isDefaultPolicy(policy: string | undefined): boolean {
  if (policy === undefined) return false;
  const document: unknown = JSON.parse(policy);
  return typeof document === "object" && document !== null && "Id" in document && document.Id === defaultPolicyId;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

async function readTags(client: SNSClient, arn: string): Promise<Tags> {
  const { Tags: list } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
  return tagsFromList(list);
}
