import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  ListTagsForResourceCommand as ListTopicTagsCommand,
  SNSClient,
  paginateListSubscriptionsByTopic,
  paginateListTopics,
} from "@aws-sdk/client-sns";
import { everyItem, input, ofName, onlyOne, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

export const metricAlarm: Finder = (wanted) => alarm(wanted, "name");
export const compositeAlarm: Finder = (wanted) => alarm(wanted, "alarmName");

async function alarm(wanted: Parameters<Finder>[0], nameInput: string): ReturnType<Finder> {
  const client = wanted.client(CloudWatchClient);
  const name = input(wanted, nameInput);
  const command = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] });
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(command);
  const ResourceARN = [...MetricAlarms, ...CompositeAlarms][0]?.AlarmArn;
  if (ResourceARN === undefined) return "absent";
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  return ofName(wanted, name, tagsOf(Tags));
}

/** A dashboard has no tags: it is the resource if it shows what the resource was to show. */
export const dashboard: Finder = async (wanted) => {
  const DashboardName = input(wanted, "dashboardName");
  const call = wanted.client(CloudWatchClient).send(new GetDashboardCommand({ DashboardName }));
  const found = await unlessMissing(call, "DashboardNotFoundError", "ResourceNotFound");
  if (found === undefined) return "absent";
  if (sameJson(found.DashboardBody, input(wanted, "dashboardBody"))) return { id: DashboardName };
  return { cannotTell: `the dashboard ${DashboardName} exists, but shows something else` };
};

export const topic: Finder = async (wanted) => {
  const client = wanted.client(SNSClient);
  const name = input(wanted, "name");
  const topics = await everyItem(paginateListTopics({ client }, {}), (page) => page.Topics);
  const ResourceArn = topics.find(({ TopicArn }) => TopicArn?.endsWith(`:${name}`) === true)?.TopicArn;
  if (ResourceArn === undefined) return "absent";
  const { Tags } = await client.send(new ListTopicTagsCommand({ ResourceArn }));
  return ofName(wanted, ResourceArn, tagsOf(Tags));
};

/** A topic has one subscription of an endpoint. */
export const topicSubscription: Finder = async (wanted) => {
  const client = wanted.client(SNSClient);
  const [TopicArn, protocol, endpoint] = [input(wanted, "topic"), input(wanted, "protocol"), input(wanted, "endpoint")];
  const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn });
  const found = await everyItem(pages, (page) => page.Subscriptions);
  const own = found.filter(({ Protocol, Endpoint }) => Protocol === protocol && Endpoint === endpoint);
  return onlyOne(
    own.flatMap(({ SubscriptionArn }) => SubscriptionArn ?? []),
    "are subscriptions of one endpoint",
  );
};

function sameJson(one: string | undefined, other: string): boolean {
  return one !== undefined && JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}
