import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { CallContext } from "../../entry.ts";

const clients = new WeakMap<DynamoDBClient, Map<string, DynamoDBClient>>();

/**
 * The client for a region's tables. A replica's tags, protection and backups are settings of its own region,
 * which the provider's client does not reach: same endpoint, same credentials, another region.
 */
export function regionalClient(context: CallContext, region: string): DynamoDBClient {
  const home = context.client(DynamoDBClient);
  if (region === context.region) return home;
  const others = clients.get(home) ?? new Map<string, DynamoDBClient>();
  clients.set(home, others);
  const { endpoint, credentials } = home.config;
  const client =
    others.get(region) ?? new DynamoDBClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
  others.set(region, client);
  return client;
}
