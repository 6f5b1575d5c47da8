import {
  DescribeContinuousBackupsCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagsFromList } from "../tags.ts";
import { waitUntilActive } from "./table-status.ts";

/** Whether point-in-time recovery is on for the table in the client's region. */
export async function readPointInTimeRecovery(client: DynamoDBClient, name: string): Promise<boolean> {
  const { ContinuousBackupsDescription: backups } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: name }),
  );
  return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
}

/** Turns point-in-time recovery on or off in the client's region. */
export async function setPointInTimeRecovery(client: DynamoDBClient, name: string, on: boolean): Promise<void> {
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName: name,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
    }),
  );
}

/** Turns deletion protection on or off in the client's region, and waits until the table is at rest again. */
export async function setDeletionProtection(client: DynamoDBClient, name: string, on: boolean): Promise<void> {
  await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: on }));
  await waitUntilActive(client, name);
}

/** The tags of the table in the client's region. */
export async function readTags(client: DynamoDBClient, arn: string): Promise<Tags> {
  const found: Record<string, string> = {};
  let next: string | undefined;
  do {
    const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn, NextToken: next }));
    Object.assign(found, tagsFromList(page.Tags));
    next = page.NextToken;
  } while (next !== undefined);
  return found;
}

/** Makes the tags of the table in the client's region the wanted ones. */
export async function setTags(client: DynamoDBClient, arn: string, wanted: Tags): Promise<void> {
  await moveTags(await readTags(client, arn), wanted, {
    set: (tags) => client.send(new TagResourceCommand({ ResourceArn: arn, Tags: tagList(tags) })),
    remove: (keys) => client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: keys })),
  });
}
