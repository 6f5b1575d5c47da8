import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  paginateListSchedules,
} from "@aws-sdk/client-scheduler";
import type {
  CreateScheduleCommandInput,
  FlexibleTimeWindowMode,
  GetScheduleCommandOutput,
  ScheduleState,
  Target,
} from "@aws-sdk/client-scheduler";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { number, object, present, requiredText, text } from "../properties.ts";

/** The group of every schedule that names no other. */
const defaultGroup = "default";

/**
 * What starts something at given times. Its identifier is `<group>/<name>`. AWS tags groups, not schedules.
 * MiniStack 1.5.33 starts functions by itself, without the schedule's role and without its retry policy.
 */
export const schedule: ResourceEntry = {
  type: "aws:scheduler/schedule:Schedule",
  properties: {
    name: { required: true, replaces: true },
    groupName: { default: defaultGroup, replaces: true },
    description: { default: "" },
    scheduleExpression: { required: true },
    scheduleExpressionTimezone: { default: "UTC" },
    state: { default: "ENABLED" },
    flexibleTimeWindow: { required: true, fields: { mode: { required: true }, maximumWindowInMinutes: {} } },
    target: {
      required: true,
      fields: {
        arn: { required: true },
        roleArn: { required: true },
        input: {},
        deadLetterConfig: { fields: { arn: { required: true } } },
        retryPolicy: {
          default: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
          fields: { maximumEventAgeInSeconds: { default: 86_400 }, maximumRetryAttempts: { default: 185 } },
        },
      },
    },
  },
  computed: { arn: "stable" },

  async create(context, inputs) {
    const request = requestOf(inputs);
    await context.client(SchedulerClient).send(new CreateScheduleCommand(request));
    return `${request.GroupName}/${request.Name}`;
  },

  async read(context, id) {
    const found = await unlessGone(
      context.client(SchedulerClient).send(new GetScheduleCommand(keyOf(id))),
      "ResourceNotFoundException",
    );
    return found === undefined ? undefined : scheduleProperties(found);
  },

  async update(context, _id, news) {
    // The call sets everything anew.
    await context.client(SchedulerClient).send(new UpdateScheduleCommand(requestOf(news)));
  },

  async delete(context, id) {
    await unlessGone(
      context.client(SchedulerClient).send(new DeleteScheduleCommand(keyOf(id))),
      "ResourceNotFoundException",
    );
  },

  async list(context) {
    const pages = paginateListSchedules({ client: context.client(SchedulerClient) }, {});
    const found = await everyItem(pages, (page) => page.Schedules);
    return found.map(({ GroupName, Name: name = "" }) => ({ id: `${GroupName}/${name}`, name }));
  },
};

function keyOf(id: string): { readonly GroupName: string; readonly Name: string } {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

function requestOf(inputs: Properties): CreateScheduleCommandInput {
  const window = object(inputs, "flexibleTimeWindow") ?? {};
  return {
    Name: requiredText(inputs, "name"),
    GroupName: text(inputs, "groupName") ?? defaultGroup,
    Description: text(inputs, "description") ?? "",
    ScheduleExpression: requiredText(inputs, "scheduleExpression"),
    ScheduleExpressionTimezone: text(inputs, "scheduleExpressionTimezone") ?? "UTC",
    State: (text(inputs, "state") ?? "ENABLED") as ScheduleState,
    FlexibleTimeWindow: {
      Mode: requiredText(window, "mode") as FlexibleTimeWindowMode,
      MaximumWindowInMinutes: number(window, "maximumWindowInMinutes"),
    },
    Target: targetOf(object(inputs, "target") ?? {}),
  };
}

function targetOf(target: Properties): Target {
  const retries = object(target, "retryPolicy");
  const deadLetters = object(target, "deadLetterConfig");
  return {
    Arn: requiredText(target, "arn"),
    RoleArn: requiredText(target, "roleArn"),
    Input: text(target, "input"),
    DeadLetterConfig: deadLetters && { Arn: requiredText(deadLetters, "arn") },
    RetryPolicy: retries && {
      MaximumEventAgeInSeconds: number(retries, "maximumEventAgeInSeconds"),
      MaximumRetryAttempts: number(retries, "maximumRetryAttempts"),
    },
  };
}

function scheduleProperties(found: GetScheduleCommandOutput): Properties {
  const { FlexibleTimeWindow: window, Target: target } = found;
  const { RetryPolicy: retries, DeadLetterConfig: deadLetters } = target ?? {};
  return present({
    name: found.Name,
    groupName: found.GroupName,
    description: found.Description ?? "",
    scheduleExpression: found.ScheduleExpression,
    scheduleExpressionTimezone: found.ScheduleExpressionTimezone,
    state: found.State,
    flexibleTimeWindow: present({
      mode: window?.Mode,
      maximumWindowInMinutes: window?.MaximumWindowInMinutes,
    }),
    target: present({
      arn: target?.Arn,
      roleArn: target?.RoleArn,
      input: target?.Input,
      deadLetterConfig: deadLetters && present({ arn: deadLetters.Arn }),
      retryPolicy:
        retries &&
        present({
          maximumEventAgeInSeconds: retries.MaximumEventAgeInSeconds,
          maximumRetryAttempts: retries.MaximumRetryAttempts,
        }),
    }),
    arn: found.Arn,
  });
}
