import { DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import type { CallContext, Properties } from "../../entry.ts";
import { flag, objects, requiredText, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { regionalClient } from "./regional-client.ts";
import { setDeletionProtection, setPointInTimeRecovery, setTags } from "./table-settings.ts";
import { waitUntilActive, waitUntilGone } from "./table-status.ts";

/** The replicas of a table by the region they are in, as the program asks for them. */
export function replicasOf(properties: Properties): ReadonlyMap<string, Properties> {
  return new Map(objects(properties, "replicas").map((replica) => [requiredText(replica, "regionName"), replica]));
}

/**
 * MiniStack 1.5.33 makes every global table eventually consistent and says nothing of another wish,
 * so that one is refused here.
 */
export function refuseStrongConsistency(properties: Properties): void {
  for (const [region, replica] of replicasOf(properties)) {
    const mode = text(replica, "consistencyMode") ?? "EVENTUAL";
    if (mode !== "EVENTUAL") {
      throw new Error(
        `replica in ${region}: consistencyMode ${mode} is not emulated (MiniStack 1.5.33); legal: EVENTUAL`,
      );
    }
  }
}

/** Adds, changes and removes replicas, one at a time as AWS wants it, until they are those of `news`. */
export async function moveReplicas(
  context: CallContext,
  name: string,
  news: Properties,
  olds: Properties,
  tags: Tags,
): Promise<void> {
  const [wanted, there] = [replicasOf(news), replicasOf(olds)];
  for (const [region, replica] of there) {
    const kept = wanted.get(region);
    // A replica keeps its key for life, so another key is another replica.
    if (kept === undefined || text(kept, "kmsKeyArn") !== text(replica, "kmsKeyArn")) {
      await removeReplica(context, name, region);
    }
  }
  for (const [region, replica] of wanted) {
    const before = there.get(region);
    const kept = before !== undefined && text(before, "kmsKeyArn") === text(replica, "kmsKeyArn");
    if (!kept) await addReplica(context, name, region, text(replica, "kmsKeyArn"));
    await settleReplica(context, name, { region, news: replica, olds: kept ? before : {}, tags });
  }
}

/** Deletes the replica in a region, and waits until it is gone. */
export async function removeReplica(context: CallContext, name: string, region: string): Promise<void> {
  const home = context.client(DynamoDBClient);
  await home.send(new UpdateTableCommand({ TableName: name, ReplicaUpdates: [{ Delete: { RegionName: region } }] }));
  await waitUntilGone(regionalClient(context, region), name);
  await waitUntilActive(home, name);
}

async function addReplica(context: CallContext, name: string, region: string, key: string | undefined): Promise<void> {
  const home = context.client(DynamoDBClient);
  const Create = { RegionName: region, ...(key === undefined ? {} : { KMSMasterKeyId: key }) };
  await home.send(new UpdateTableCommand({ TableName: name, ReplicaUpdates: [{ Create }] }));
  await waitUntilActive(home, name);
}

/** What a replica does not take over from the table, set in its own region. */
async function settleReplica(
  context: CallContext,
  name: string,
  replica: { readonly region: string; readonly news: Properties; readonly olds: Properties; readonly tags: Tags },
): Promise<void> {
  const { region, news, olds, tags } = replica;
  const client = regionalClient(context, region);
  const moved = (key: string) => {
    const [before, after] = [flag(olds, key) ?? false, flag(news, key) ?? false];
    return before === after ? undefined : after;
  };
  const recovery = moved("pointInTimeRecovery");
  if (recovery !== undefined) await setPointInTimeRecovery(client, name, recovery);
  const protection = moved("deletionProtectionEnabled");
  if (protection !== undefined) await setDeletionProtection(client, name, protection);
  if (flag(news, "propagateTags") === true) {
    await setTags(client, `arn:aws:dynamodb:${region}:${context.accountId}:table/${name}`, tags);
  }
}
