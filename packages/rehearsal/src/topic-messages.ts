import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import * as z from "zod";
import { rehearsalCredentials } from "./sandbox/environment.ts";

/** What was published to a topic. */
export interface TopicMessage {
  readonly subject: string | undefined;
  readonly body: string;
}

/** SNS's envelope around a message, as it arrives in a queue. */
const envelope = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ Message: z.string(), Subject: z.nullish(z.string()) }));

/** Queues by account, region and URL. */
const queued = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(z.object({ Body: z.string() }))))),
});

/**
 * Listens to topics by a queue that is subscribed to each, in its own region. What has arrived stays there for every later
 * call. The subscription ends with its topic; nothing that a rollout makes is a queue.
 * @param endpoint The region gate.
 */
export function topicMessages(endpoint: string): (topicArn: string) => Promise<readonly TopicMessage[]> {
  const queues = new Map<string, Promise<string>>();
  return async (topicArn) => {
    const queue = queues.get(topicArn) ?? listen(endpoint, topicArn);
    queues.set(topicArn, queue);
    // What could not be made now may be made by the next call.
    queue.catch(() => queues.delete(topicArn));
    // MiniStack shows what is in a queue without taking it out.
    const url = `${endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(await queue)}`;
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the queue of ${topicArn} cannot be read (${response.status})`);
    const { messages } = queued.parse(await response.json());
    const bodies = Object.values(messages[accountOf(topicArn)]?.[regionOf(topicArn)] ?? {}).flat();
    return bodies.map(({ Body }) => {
      const { Message, Subject } = envelope.parse(Body);
      return { subject: Subject ?? undefined, body: Message };
    });
  };
}

/** Subscribes a queue of the topic's own, which may have been done before. Returns the queue's URL. */
async function listen(endpoint: string, topicArn: string): Promise<string> {
  const [region, account] = [regionOf(topicArn), accountOf(topicArn)];
  const config = { endpoint, region, credentials: rehearsalCredentials };
  const QueueName = `tandem-listens-${topicArn.split(":").at(-1) ?? ""}`.slice(0, 80);
  const Resource = `arn:aws:sqs:${region}:${account}:${QueueName}`;
  const allowed = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource,
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  const { QueueUrl = "" } = await new SQSClient(config).send(
    new CreateQueueCommand({ QueueName, Attributes: { Policy } }),
  );
  await new SNSClient(config).send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: Resource, ReturnSubscriptionArn: true }),
  );
  return QueueUrl;
}

/** `arn:aws:sns:<region>:<account>:<name>` */
function regionOf(topicArn: string): string {
  return topicArn.split(":")[3] ?? "";
}

function accountOf(topicArn: string): string {
  return topicArn.split(":")[4] ?? "";
}
