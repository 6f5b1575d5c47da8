import {
  CloudWatchLogsClient,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { everyItem, input, ofName, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

export const lambdaFunction: Finder = async (wanted) => {
  const FunctionName = input(wanted, "name");
  const call = wanted.client(LambdaClient).send(new GetFunctionCommand({ FunctionName }));
  const found = await unlessMissing(call, "ResourceNotFoundException");
  return ofName(wanted, FunctionName, found && (found.Tags ?? {}));
};

export const logGroup: Finder = async (wanted) => {
  const client = wanted.client(CloudWatchLogsClient);
  const name = input(wanted, "name");
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name });
  const groups = await everyItem(pages, (page) => page.logGroups);
  const group = groups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) return "absent";
  // `arn` ends in `:*`, which means the streams.
  const resourceArn = group.logGroupArn ?? group.arn?.replace(/:\*$/, "");
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  return ofName(wanted, name, tags ?? {});
};

/** A schedule has no tags: it is the resource if it starts what the resource was to start. */
export const schedule: Finder = async (wanted) => {
  const Name = input(wanted, "name");
  const { groupName = "default", target } = wanted.inputs;
  const GroupName = String(groupName);
  const call = wanted.client(SchedulerClient).send(new GetScheduleCommand({ GroupName, Name }));
  const found = await unlessMissing(call, "ResourceNotFoundException");
  if (found === undefined) return "absent";
  const id = `${GroupName}/${Name}`;
  const arn = (target as { readonly arn?: unknown } | undefined)?.arn;
  return found.Target?.Arn === arn
    ? { id }
    : { cannotTell: `${id} exists, but starts ${found.Target?.Arn ?? "nothing"}` };
};
