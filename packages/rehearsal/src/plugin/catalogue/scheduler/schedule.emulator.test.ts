import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { schedule } from "./schedule.ts";

const emulator = useEmulator();
const region = "us-west-2";
const functionArn = "arn:aws:lambda:us-west-2:000000000000:function:heartbeat";
const roleArn = "arn:aws:iam::000000000000:role/heartbeat-schedule";

/** What an independent client sees. */
async function seen() {
  const client = emulator.client(SchedulerClient, region);
  try {
    const {
      $metadata: _,
      CreationDate: __,
      LastModificationDate: ___,
      ...found
    } = await client.send(new GetScheduleCommand({ Name: "heartbeat" }));
    return found;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

test("a schedule is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    name: "heartbeat",
    description: "starts the heartbeat",
    scheduleExpression: "rate(1 minute)",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: functionArn,
      roleArn,
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
    },
  };
  const made = await TestResource.create(schedule, context, inputs);
  expect(made.id).toBe("default/heartbeat");
  expect(await seen()).toEqual({
    Arn: "arn:aws:scheduler:us-west-2:000000000000:schedule/default/heartbeat",
    Name: "heartbeat",
    GroupName: "default",
    Description: "starts the heartbeat",
    ScheduleExpression: "rate(1 minute)",
    ScheduleExpressionTimezone: "UTC",
    State: "ENABLED",
    ActionAfterCompletion: "NONE",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
      Arn: functionArn,
      RoleArn: roleArn,
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
    },
  });
  expect(made.state).toEqual({
    ...inputs,
    groupName: "default",
    scheduleExpressionTimezone: "UTC",
    state: "ENABLED",
    arn: "arn:aws:scheduler:us-west-2:000000000000:schedule/default/heartbeat",
  });
  expect(await find(schedule, context, { name: "heartbeat" })).toEqual([{ id: made.id, name: "heartbeat" }]);
  expect(await schedule.list(emulator.context("us-east-1"))).toEqual([]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(schedule, context, made.id)).inputs).toEqual(inputs);

  const news = {
    name: "heartbeat",
    scheduleExpression: "rate(5 minutes)",
    scheduleExpressionTimezone: "Europe/Paris",
    state: "DISABLED",
    flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 2 },
    target: {
      arn: functionArn,
      roleArn,
      input: '{"by":"schedule"}',
      deadLetterConfig: { arn: "arn:aws:sqs:us-west-2:000000000000:lost" },
    },
  };
  await made.update(news);
  expect(await seen()).toMatchObject({
    Description: "",
    ScheduleExpression: "rate(5 minutes)",
    ScheduleExpressionTimezone: "Europe/Paris",
    State: "DISABLED",
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 2 },
    Target: {
      Arn: functionArn,
      RoleArn: roleArn,
      Input: '{"by":"schedule"}',
      DeadLetterConfig: { Arn: "arn:aws:sqs:us-west-2:000000000000:lost" },
    },
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  await emulator.client(SchedulerClient, region).send(
    new UpdateScheduleCommand({
      Name: "heartbeat",
      ScheduleExpression: "rate(1 hour)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: functionArn, RoleArn: roleArn },
    }),
  );
  await made.refresh();
  expect([...made.diff(news).changes.keys()].toSorted()).toEqual([
    "flexibleTimeWindow.maximumWindowInMinutes",
    "flexibleTimeWindow.mode",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "state",
    "target.deadLetterConfig",
    "target.input",
  ]);
  expect(made.diff({ ...made.inputs, groupName: "others" }).replaces).toEqual(new Set(["groupName"]));

  await made.delete();
  expect(await seen()).toBeUndefined();
  expect(await made.refresh()).toBe(false);
  expect(await schedule.list(context)).toEqual([]);
  await made.delete();
});

test("a property that the entry does not know is refused", () => {
  const window = { mode: "OFF" };
  const target = { arn: functionArn, roleArn, ecsParameters: {} };
  expect(
    checkInputs(schedule, { name: "a", scheduleExpression: "rate(1 minute)", flexibleTimeWindow: window, target }),
  ).toEqual([
    {
      property: "target.ecsParameters",
      reason:
        "unknown to the stand-in of aws:scheduler/schedule:Schedule; legal: arn, deadLetterConfig, input, retryPolicy, roleArn",
    },
  ]);
});
