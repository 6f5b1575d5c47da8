import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { ControllerSettings, RegionSettings } from "./env.ts";
import type { Side } from "./readings.ts";

/** One region, as the controller reaches it. */
export interface Place extends RegionSettings {
  readonly items: DynamoDBDocumentClient;
  readonly objects: S3Client;
  readonly topics: SNSClient;
}

export type Places = Readonly<Record<Side, Place>>;

/**
 * The clients of both regions. Each call has two attempts: of at most 300 + 700 ms in this region, of 500 + 900 ms in the
 * other, which is a round trip of up to 250 ms away and three of them with TLS. Both attempts end within `failover.callMs`.
 */
export function reach({ primary, standby }: Pick<ControllerSettings, "primary" | "standby">): Places {
  const place = (of: RegionSettings, connectionTimeout: number, requestTimeout: number): Place => {
    const client = {
      region: of.region,
      maxAttempts: 2,
      requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    };
    return {
      ...of,
      items: DynamoDBDocumentClient.from(new DynamoDBClient(client), {
        marshallOptions: { removeUndefinedValues: true },
      }),
      objects: new S3Client(client),
      topics: new SNSClient(client),
    };
  };
  return { primary: place(primary, 500, 900), standby: place(standby, 300, 700) };
}
