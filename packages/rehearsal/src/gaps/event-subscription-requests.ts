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
import type { ServiceRequest } from "./service-requests.ts";

/** The account that the emulator's dummy credentials belong to. */
const account = "000000000000";

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

/** An error as RDS names it on the wire. */
class Refused extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "Refused";
    this.code = code;
    this.status = status;
  }
}

/**
 * Answers a request about event subscriptions as RDS does.
 * @param there the region's subscriptions
 * @param emulator where the region's topics are, and the tags
 */
export async function answerSubscriptionRequest(
  there: Map<string, EventSubscription>,
  { action, region, body }: ServiceRequest,
  emulator: ClientConfig,
): Promise<WholeAnswer> {
  const form = new URLSearchParams(body.toString());
  try {
    return await answered(action as Action, there, form, region, emulator);
  } catch (error) {
    if (error instanceof Refused) return refusal(error);
    throw error;
  }
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
      return success(action, element(region, made));
    }
    case "DescribeEventSubscriptions": {
      const found = name === undefined ? [...there.values()] : [known(there, name)];
      return success(
        action,
        `<EventSubscriptionsList>${found.map((one) => element(region, one)).join("")}</EventSubscriptionsList>`,
      );
    }
    case "ModifyEventSubscription": {
      const changed = subscription(name ?? "", form, known(there, name));
      await requireTopic(changed.topicArn, emulator);
      there.set(changed.name, changed);
      return success(action, element(region, changed));
    }
    case "DeleteEventSubscription": {
      const gone = known(there, name);
      const TagKeys = await tagKeysOf(arnOf(region, gone.name), emulator);
      if (TagKeys.length > 0) {
        const untag = new RemoveTagsFromResourceCommand({ ResourceName: arnOf(region, gone.name), TagKeys });
        await new RDSClient(emulator).send(untag);
      }
      there.delete(gone.name);
      return success(action, element(region, gone));
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

function tagsIn(form: URLSearchParams): { Key: string; Value: string }[] {
  const prefixes = [...form.keys()].flatMap(
    (key) => /^(?<prefix>Tags\.\w+\.\d+)\.Key$/.exec(key)?.groups?.["prefix"] ?? [],
  );
  return prefixes.map((prefix) => ({
    Key: form.get(`${prefix}.Key`) ?? "",
    Value: form.get(`${prefix}.Value`) ?? "",
  }));
}

function arnOf(region: string, name: string): string {
  return `arn:aws:rds:${region}:${account}:es:${name}`;
}

function element(region: string, one: EventSubscription): string {
  const list = (name: string, item: string, values: readonly string[]) =>
    `<${name}>${values.map((value) => `<${item}>${escaped(value)}</${item}>`).join("")}</${name}>`;
  return (
    `<EventSubscription><CustomerAwsId>${account}</CustomerAwsId><CustSubscriptionId>${escaped(one.name)}</CustSubscriptionId>` +
    `<SnsTopicArn>${escaped(one.topicArn)}</SnsTopicArn><Status>active</Status>` +
    `<SubscriptionCreationTime>${one.createdAt.toISOString()}</SubscriptionCreationTime>` +
    (one.sourceType === undefined ? "" : `<SourceType>${escaped(one.sourceType)}</SourceType>`) +
    list("SourceIdsList", "SourceId", one.sourceIds) +
    list("EventCategoriesList", "EventCategory", one.categories) +
    `<Enabled>${one.enabled}</Enabled><EventSubscriptionArn>${escaped(arnOf(region, one.name))}</EventSubscriptionArn>` +
    `</EventSubscription>`
  );
}

const namespace = "http://rds.amazonaws.com/doc/2014-10-31/";

function success(action: Action, result: string): WholeAnswer {
  return xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result></${action}Response>`,
  );
}

function refusal({ code, status, message }: Refused): WholeAnswer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message>`;
  return xml(status, `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error></ErrorResponse>`);
}

function xml(status: number, body: string): WholeAnswer {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
