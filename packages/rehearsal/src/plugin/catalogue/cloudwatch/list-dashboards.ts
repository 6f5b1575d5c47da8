import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { z } from "zod";

const answerSchema = z.looseObject({
  DashboardEntries: z.array(z.looseObject({ LastModified: z.union([z.string(), z.number()]).optional() })).optional(),
});

/** The names of every dashboard that the region shows. */
export async function dashboardNames(client: CloudWatchClient): Promise<readonly string[]> {
  const names: string[] = [];
  let next: string | undefined;
  do {
    const { DashboardEntries = [], NextToken } = await client.send(listCommand(next));
    names.push(...DashboardEntries.flatMap(({ DashboardName }) => DashboardName ?? []));
    next = NextToken;
  } while (next !== undefined);
  return names;
}

/**
 * MiniStack 1.5.33 writes the times of this one answer as ISO 8601, where the SDK's protocol wants seconds
 * since 1970, and the SDK then refuses the whole answer: the times are put right before it reads them.
 */
function listCommand(NextToken: string | undefined): ListDashboardsCommand {
  const command = new ListDashboardsCommand({ NextToken });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (isAnswer(response)) response.body = Buffer.from(withSeconds(await text(Readable.from(response.body))));
      return result;
    },
    { step: "deserialize", priority: "low", name: "dashboardTimes" },
  );
  return command;
}

/** The same answer, its times in seconds since 1970. */
export function withSeconds(answer: string): string {
  const { DashboardEntries: entries, ...rest } = answerSchema.parse(JSON.parse(answer));
  return JSON.stringify({
    ...rest,
    DashboardEntries: entries?.map(({ LastModified: time, ...entry }) => ({
      ...entry,
      LastModified: typeof time === "string" ? Date.parse(time) / 1000 : time,
    })),
  });
}

/** An answer that went well and is not read yet. An error is left to the SDK. */
function isAnswer(response: unknown): response is { body: Readable | Buffer } {
  return (
    typeof response === "object" &&
    response !== null &&
    "statusCode" in response &&
    response.statusCode === 200 &&
    "body" in response &&
    response.body instanceof Readable
  );
}
