import {
  CreateEventSubscriptionCommand,
  DeleteEventSubscriptionCommand,
  ModifyEventSubscriptionCommand,
  RDSClient,
  paginateDescribeEventSubscriptions,
} from "@aws-sdk/client-rds";
import type { EventSubscription } from "@aws-sdk/client-rds";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, present, requiredText, text, texts } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { arnOf, readTags, setTags } from "./shared.ts";

/** The error has one name on the wire and another in the SDK. */
const gone = ["SubscriptionNotFound", "SubscriptionNotFoundFault"] as const;

/** A topic that is told of events of RDS. Its identifier is its name. MiniStack 1.5.33 has none; the gate keeps them. */
export const eventSubscription: ResourceEntry = {
  type: "aws:rds/eventSubscription:EventSubscription",
  properties: {
    name: { required: true, replaces: true },
    enabled: { default: true },
    eventCategories: { set: true, default: [] },
    snsTopic: { required: true },
    sourceIds: { set: true, default: [] },
    sourceType: {},
    tags: tagsSpec,
  },
  computed: { arn: "stable", customerAwsId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    const SourceIds = texts(inputs, "sourceIds");
    await context.client(RDSClient).send(
      new CreateEventSubscriptionCommand({
        SubscriptionName: name,
        ...settings(inputs),
        ...(SourceIds === undefined ? {} : { SourceIds }),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    return name;
  },

  async read(context, id) {
    const [found] = (await unlessGone(describe(context, id), ...gone)) ?? [];
    if (found?.EventSubscriptionArn === undefined) return undefined;
    return present({
      arn: found.EventSubscriptionArn,
      customerAwsId: found.CustomerAwsId,
      name: found.CustSubscriptionId,
      enabled: found.Enabled,
      eventCategories: found.EventCategoriesList ?? [],
      snsTopic: found.SnsTopicArn,
      sourceIds: found.SourceIdsList ?? [],
      sourceType: found.SourceType,
      ...tagOutputs(await readTags(context, found.EventSubscriptionArn)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("sourceIds")) {
      throw new Error("sourceIds of aws:rds/eventSubscription:EventSubscription: a change is not emulated");
    }
    if ([...changed].some((name) => name !== "tags")) {
      const call = new ModifyEventSubscriptionCommand({ SubscriptionName: id, ...settings(news) });
      await context.client(RDSClient).send(call);
    }
    if (changed.has("tags")) await setTags(context, arnOf(context, "es", id), olds, news);
  },

  async delete(context, id) {
    const call = context.client(RDSClient).send(new DeleteEventSubscriptionCommand({ SubscriptionName: id }));
    await unlessGone(call, ...gone);
  },

  async list(context) {
    const found = await describe(context);
    return Promise.all(
      found.map(async ({ CustSubscriptionId: id = "", EventSubscriptionArn: arn = "" }) => ({
        id,
        name: id,
        tags: await readTags(context, arn),
      })),
    );
  },
};

/** What creating and modifying a subscription call by the same names. */
function settings(inputs: Properties) {
  return {
    Enabled: flag(inputs, "enabled") ?? true,
    EventCategories: texts(inputs, "eventCategories") ?? [],
    SnsTopicArn: requiredText(inputs, "snsTopic"),
    SourceType: text(inputs, "sourceType"),
  };
}

function describe(context: CallContext, name?: string): Promise<EventSubscription[]> {
  const wanted = name === undefined ? {} : { SubscriptionName: name };
  const pages = paginateDescribeEventSubscriptions({ client: context.client(RDSClient) }, wanted);
  return everyItem(pages, (page) => page.EventSubscriptionsList);
}
