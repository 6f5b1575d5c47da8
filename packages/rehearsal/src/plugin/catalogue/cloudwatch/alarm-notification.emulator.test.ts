import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { topicSubscription } from "../sns/topic-subscription.ts";
import { topic } from "../sns/topic.ts";
import { compositeAlarm } from "./composite-alarm.ts";
import { metricAlarm } from "./metric-alarm.ts";

const emulator = useEmulator();
const region = "us-west-2";
const topicArn = "arn:aws:sns:us-west-2:000000000000:alerts";
const queueArn = "arn:aws:sqs:us-west-2:000000000000:alerts";

/** A queue to which the topic may send; returns its URL. */
async function makeQueue(): Promise<string | undefined> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { QueueUrl } = await emulator
    .client(SQSClient, region)
    .send(new CreateQueueCommand({ QueueName: "alerts", Attributes: { Policy } }));
  return QueueUrl;
}

/** The alarms' own messages that lie in the queue. */
async function messages(QueueUrl: string | undefined): Promise<unknown[]> {
  const { Messages = [] } = await emulator
    .client(SQSClient, region)
    .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = "" }) => JSON.parse(Body) as unknown);
}

async function putErrors(Value: number): Promise<void> {
  const MetricData = [{ MetricName: "Errors", Value }];
  await emulator.client(CloudWatchClient, region).send(new PutMetricDataCommand({ Namespace: "Payments", MetricData }));
}

test("an alarm and the composite above it publish to the subscribers of their topic", async () => {
  const context = emulator.context(region);
  const QueueUrl = await makeQueue();
  await TestResource.create(topic, context, { name: "alerts" });
  await TestResource.create(topicSubscription, context, {
    topic: topicArn,
    protocol: "sqs",
    endpoint: queueArn,
    rawMessageDelivery: true,
  });
  await TestResource.create(metricAlarm, context, {
    name: "errors",
    namespace: "Payments",
    metricName: "Errors",
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 2,
    comparisonOperator: "GreaterThanThreshold",
    alarmActions: [topicArn],
  });
  await TestResource.create(compositeAlarm, context, {
    alarmName: "region",
    alarmRule: "ALARM(errors)",
    alarmActions: [topicArn],
  });

  await putErrors(2);
  expect(await messages(QueueUrl)).toEqual([]);
  await putErrors(1);
  expect(await messages(QueueUrl)).toEqual([
    expect.objectContaining({
      AlarmName: "errors",
      AWSAccountId: "000000000000",
      Region: region,
      OldStateValue: "OK",
      NewStateValue: "ALARM",
      NewStateReason: "Threshold Crossed: Sum 3.0 GreaterThanThreshold 2.0",
    }),
    expect.objectContaining({ AlarmName: "region", OldStateValue: "OK", NewStateValue: "ALARM" }),
  ]);
});
