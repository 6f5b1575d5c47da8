import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { administrator, openKept } from "./kept.ts";

const metric = "Alarm.regional-outage";

/** A line in CloudWatch's embedded metric format that has this metric and nothing else. */
const embeddedSchema = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.string(),
        Dimensions: z.tuple([z.tuple([z.literal("service")])]),
        Metrics: z.tuple([z.object({ Name: z.literal(metric) })]),
      }),
    ]),
  }),
  service: z.string(),
  [metric]: z.number(),
});

/**
 * What CloudWatch makes of what the controller has logged when a drill took the primary region away. MiniStack takes no metrics
 * out of logs: the test does that, with the time of now, since the alarm looks at the last minute alone.
 */
export function itRaisesTheAlarmOfARegionalOutage(kept: () => string): void {
  it("the controller's log raises the alarm of a regional outage in CloudWatch", { timeout: 120_000 }, async () => {
    const { endpoint, topology } = await openKept(kept());
    const config = { endpoint, region: topology.regions.standby, credentials: administrator };

    const logs = new CloudWatchLogsClient(config);
    const ofController = { logGroupName: topology.names.controller.logGroup, filterPattern: `"${metric}"` };
    const find = async (): Promise<z.infer<typeof embeddedSchema>> => {
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, ofController)) {
        for (const { message = "" } of events) {
          const line = message.startsWith('{"_aws"') ? embeddedSchema.safeParse(JSON.parse(message)) : undefined;
          if (line?.success === true && line.data[metric] === 1) return line.data;
        }
      }
      throw new Error(`nothing in ${ofController.logGroupName} raises it`);
    };
    // MiniStack has a function's log when the function has returned, and a controller runs for a minute.
    const raised = await vi.waitFor(find, { timeout: 90_000, interval: 1000 });

    const cloudwatch = new CloudWatchClient(config);
    const AlarmNames = [`${topology.names.standby.alarmPrefix}-regional-outage`];
    const stateOf = async () => {
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
      return MetricAlarms?.map(({ StateValue }) => StateValue);
    };
    expect(await stateOf()).not.toEqual(["ALARM"]);
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: raised._aws.CloudWatchMetrics[0].Namespace,
        MetricData: [
          { MetricName: metric, Value: raised[metric], Dimensions: [{ Name: "service", Value: raised.service }] },
        ],
      }),
    );
    expect(await stateOf()).toEqual(["ALARM"]);
  });
}
