import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Region } from "@tandem/config";

/** A key or an item of a table, as plain values. */
type Attributes = Readonly<Record<string, unknown>>;

/** What an environment's failover is read and asked by: tables, DNS, HTTP. On AWS, or inside a rehearsal. */
export interface FailoverAccess {
  /** One item, strongly consistent in its region; undefined where there is none. */
  item(table: string, key: Attributes, region: Region): Promise<Attributes | undefined>;
  putItem(table: string, item: Attributes, region: Region): Promise<void>;
  /** Texts of a TXT record. Rejects when nobody answers, and where there is no such record. */
  texts(name: string): Promise<readonly string[]>;
  /** Calls a URL as the environment's clients do. */
  call(url: string, init?: RequestInit): Promise<Response>;
}

/** Tables through the AWS SDK, with the settings of this process: credentials, endpoint. */
export function awsTables(): Pick<FailoverAccess, "item" | "putItem"> {
  const clients = new Map<Region, DynamoDBDocumentClient>();
  const clientOf = (region: Region) => {
    const client =
      clients.get(region) ??
      DynamoDBDocumentClient.from(
        new DynamoDBClient({
          region,
          maxAttempts: 2,
          requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 },
        }),
      );
    clients.set(region, client);
    return client;
  };
  return {
    item: async (TableName, Key, region) =>
      (await clientOf(region).send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item,
    putItem: async (TableName, Item, region) => {
      await clientOf(region).send(new PutCommand({ TableName, Item }));
    },
  };
}
