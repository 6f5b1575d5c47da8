import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { DrillGround, ProvingGround } from "@tandem/orchestrator/ports";
import { rehearsalCredentials } from "./sandbox/environment.ts";

/** Functions, items and objects of an emulator, for its administrator. */
export function dataAccess(
  endpoint: string,
): Pick<ProvingGround, "start" | "item" | "object"> & Pick<DrillGround, "putItem"> {
  const config = (region: string) => ({ endpoint, region, credentials: rehearsalCredentials });
  return {
    start: async (FunctionName, region) => {
      await new LambdaClient(config(region)).send(new InvokeCommand({ FunctionName, InvocationType: "Event" }));
    },
    item: async (TableName, Key, region) => {
      const client = DynamoDBDocumentClient.from(new DynamoDBClient(config(region)));
      return (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
    },
    putItem: async (TableName, Item, region) => {
      await DynamoDBDocumentClient.from(new DynamoDBClient(config(region))).send(new PutCommand({ TableName, Item }));
    },
    object: async (Bucket, Key, region) => {
      try {
        const client = new S3Client({ ...config(region), forcePathStyle: true });
        return await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}
