import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  RDSClient,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import type { WholeAnswer } from "../sandbox/forward.ts";
import type { ClientConfig } from "../plugin/entry.ts";
import { eventCategories } from "./event-subscriptions.ts";
import type { EventSubscription } from "./event-subscriptions.ts";
import { Refused, account, answeredOrRefused, element, success, tagsIn } from "./rds-answers.ts";
import type { ServiceRequest } from "./service-requests.ts";

const actions = [
  "CreateEventSubscription",
  "DescribeEventSubscriptions",
  "ModifyEventSubscription",
  "DeleteEventSubscription",
] as const;
type Action = (typeof actions)[number];

export function isSubscriptionAction(action: string): action is Action {
  return actions.some((known) => known === action);
}

/**
 * Answers a request about event subscriptions as RDS does.
 * @param there the region's subscriptions
 * @param emulator where the region's topics are, and the tags
 */
export function answerSubscriptionRequest(
  there: Map<string, EventSubscription>,
  { action, region, body }: ServiceRequest,
  emulator: ClientConfig,
): Promise<WholeAnswer> {
  const form = new URLSearchParams(body.toString());
  return answeredOrRefused(() => answered(action as Action, there, form, region, emulator));
}

async function answered(
  action: Action,
  there: Map<string, EventSubscription>,
  form: URLSearchParams,
  region: string,
  emulator: ClientConfig,
): Promise<WholeAnswer> {
  const name = form.get("SubscriptionName") ?? undefined;
  switch (action) {
    case "CreateEventSubscription": {
      if (name === undefined) throw new Refused("MissingParameter", 400, "SubscriptionName is required");
      if (there.has(name))
        throw new Refused("SubscriptionAlreadyExist", 400, `Event Subscription already exists: ${name}`);
      const made = subscription(name, form, undefined);
      await requireTopic(made.topicArn, emulator);
      const tags = tagsIn(form);
      const ResourceName = arnOf(region, name);
      if (tags.length > 0) {
        await new RDSClient(emulator).send(new AddTagsToResourceCommand({ ResourceName, Tags: tags }));
      }
      there.set(name, made);
      return success(action, described(region, made));
    }
    case "DescribeEventSubscriptions": {
      const found = name === undefined ? [...there.values()] : [known(there, name)];
      return success(
        action,
        `<EventSubscriptionsList>${found.map((one) => described(region, one)).join("")}</EventSubscriptionsList>`,
      );
    }
    case "ModifyEventSubscription": {
      const changed = subscription(name ?? "", form, known(there, name));
      await requireTopic(changed.topicArn, emulator);
      there.set(changed.name, changed);
      return success(action, described(region, changed));
    }
    case "DeleteEventSubscription": {
      const gone = known(there, name);
      const TagKeys = await tagKeysOf(arnOf(region, gone.name), emulator);
      if (TagKeys.length > 0) {
        const untag = new RemoveTagsFromResourceCommand({ ResourceName: arnOf(region, gone.name), TagKeys });
        await new RDSClient(emulator).send(untag);
      }
      there.delete(gone.name);
      return success(action, described(region, gone));
    }
  }
}

function known(there: ReadonlyMap<string, EventSubscription>, name: string | undefined): EventSubscription {
  const found = there.get(name ?? "");
  if (found === undefined) throw new Refused("SubscriptionNotFound", 404, `EventSubscription ${name} Not Found.`);
  return found;
}

/** The subscription that a request asks for; what it does not mention stays as it was. */
function subscription(name: string, form: URLSearchParams, old: EventSubscription | undefined): EventSubscription {
  const sourceType = form.get("SourceType") ?? old?.sourceType;
  const categories = listIn(form, "EventCategories") ?? old?.categories ?? [];
  const legal = sourceType === undefined ? Object.values(eventCategories).flat() : eventCategories[sourceType];
  if (legal === undefined)
    throw new Refused(
      "SourceNotFound",
      404,
      `${sourceType} is not emulated; legal: ${Object.keys(eventCategories).join(", ")}`,
    );
  const unknown = categories.filter((category) => !legal.includes(category));
  if (unknown.length > 0) {
    throw new Refused(
      "SubscriptionCategoryNotFound",
      404,
      `Category ${unknown.join(", ")} not found; legal: ${legal.join(", ")}`,
    );
  }
  const enabled = form.get("Enabled");
  return {
    name,
    topicArn: form.get("SnsTopicArn") ?? old?.topicArn ?? "",
    sourceType,
    sourceIds: listIn(form, "SourceIds") ?? old?.sourceIds ?? [],
    categories,
    enabled: enabled === null ? (old?.enabled ?? true) : enabled === "true",
    createdAt: old?.createdAt ?? new Date(),
  };
}

async function requireTopic(TopicArn: string, emulator: ClientConfig): Promise<void> {
  try {
    await new SNSClient(emulator).send(new GetTopicAttributesCommand({ TopicArn }));
  } catch (error) {
    if (!(error instanceof Error) || !/NotFound|InvalidParameter/.test(error.name)) throw error;
    throw new Refused("SNSTopicArnNotFound", 404, `SNS topic ${TopicArn} does not exist in ${emulator.region}.`);
  }
}

async function tagKeysOf(ResourceName: string, emulator: ClientConfig): Promise<string[]> {
  const { TagList = [] } = await new RDSClient(emulator).send(new ListTagsForResourceCommand({ ResourceName }));
  return TagList.flatMap(({ Key }) => Key ?? []);
}

/** A list in a form: `SourceIds.SourceId.1`; undefined where the request does not mention it. An empty one is `SourceIds`. */
function listIn(form: URLSearchParams, list: string): string[] | undefined {
  const items = [...form.entries()].filter(([key]) => new RegExp(`^${list}\\.\\w+\\.\\d+$`).test(key));
  return items.length === 0 && !form.has(list) ? undefined : items.map(([, value]) => value);
}

function arnOf(region: string, name: string): string {
  return `arn:aws:rds:${region}:${account}:es:${name}`;
}

function described(region: string, one: EventSubscription): string {
  const list = (name: string, item: string, values: readonly string[]) =>
    `<${name}>${values.map((value) => element(item, value)).join("")}</${name}>`;
  return (
    "<EventSubscription>" +
    element("CustomerAwsId", account) +
    element("CustSubscriptionId", one.name) +
    element("SnsTopicArn", one.topicArn) +
    element("Status", "active") +
    element("SubscriptionCreationTime", one.createdAt.toISOString()) +
    (one.sourceType === undefined ? "" : element("SourceType", one.sourceType)) +
    list("SourceIdsList", "SourceId", one.sourceIds) +
    list("EventCategoriesList", "EventCategory", one.categories) +
    element("Enabled", String(one.enabled)) +
    element("EventSubscriptionArn", arnOf(region, one.name)) +
    "</EventSubscription>"
  );
}
