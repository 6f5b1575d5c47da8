import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBClient, TableDescription } from "@aws-sdk/client-dynamodb";
import { unlessGone, waitFor } from "../calls.ts";

/** A replica of a large table takes its time; on the emulator all of this is immediate. */
const limitSeconds = 1800;

/** The table as the client's region describes it; undefined when there is none, or it is being deleted. */
export async function describeTable(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  const answer = await unlessGone(
    client.send(new DescribeTableCommand({ TableName: name })),
    "ResourceNotFoundException",
  );
  return answer?.Table?.TableStatus === "DELETING" ? undefined : answer?.Table;
}

/** Waits until the table, its encryption and every replica of it are at rest. */
export async function waitUntilActive(client: DynamoDBClient, name: string): Promise<void> {
  await waitFor(`table ${name} and its replicas being ACTIVE`, limitSeconds, async () => {
    const table = await describeTable(client, name);
    if (table === undefined) throw new Error(`table ${name} disappeared before it was ACTIVE`);
    const failed = table.Replicas?.find(({ ReplicaStatus }) => ReplicaStatus === "CREATION_FAILED");
    if (failed !== undefined) {
      throw new Error(`replica of ${name} in ${failed.RegionName} failed: ${failed.ReplicaStatusDescription}`);
    }
    const settled =
      table.TableStatus === "ACTIVE" &&
      table.SSEDescription?.Status !== "UPDATING" &&
      (table.Replicas ?? []).every(({ ReplicaStatus }) => ReplicaStatus === "ACTIVE");
    return settled ? true : undefined;
  });
}

/** Waits until there is no table of that name in the client's region. */
export async function waitUntilGone(client: DynamoDBClient, name: string): Promise<void> {
  await waitFor(`table ${name} being gone`, limitSeconds, async () => {
    const answer = await unlessGone(
      client.send(new DescribeTableCommand({ TableName: name })),
      "ResourceNotFoundException",
    );
    return answer === undefined ? true : undefined;
  });
}
