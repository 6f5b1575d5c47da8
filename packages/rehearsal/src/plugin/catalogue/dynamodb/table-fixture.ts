import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
} from "@aws-sdk/client-dynamodb";
import type { TestEmulator } from "../../testing/emulator.ts";

export const [home, away] = ["us-east-1", "us-west-2"] as const;
export const key = (region: string) => `arn:aws:kms:${region}:000000000000:key/mrk-1`;
export const arnOf = (region: string, name: string) => `arn:aws:dynamodb:${region}:000000000000:table/${name}`;

/** The least that a table needs. */
export const plain = {
  name: "plain",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
};

/** A table with everything that the payments profile asks for. */
export const ledger = {
  name: "ledger",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  rangeKey: "version",
  attributes: [
    { name: "version", type: "S" },
    { name: "id", type: "S" },
  ],
  pointInTimeRecovery: { enabled: true },
  serverSideEncryption: { enabled: true, kmsKeyArn: key(home) },
  streamEnabled: true,
  streamViewType: "NEW_AND_OLD_IMAGES",
  ttl: { enabled: true, attributeName: "expires" },
  replicas: [{ regionName: away, kmsKeyArn: key(away), pointInTimeRecovery: true, propagateTags: true }],
  tags: { "tandem:urn": "ledger" },
};

/** What an independent client sees in a region. */
export async function seenTable(emulator: TestEmulator, region: string, name: string) {
  const dynamodb = emulator.client(DynamoDBClient, region);
  const { Table: found } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
  const { TimeToLiveDescription: ttl } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name }));
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: name }),
  );
  const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: arnOf(region, name) }));
  return {
    keys: found?.KeySchema,
    billing: found?.BillingModeSummary?.BillingMode,
    stream: found?.StreamSpecification,
    encryption: found?.SSEDescription,
    tableClass: found?.TableClassSummary?.TableClass,
    protected: found?.DeletionProtectionEnabled,
    replicas: found?.Replicas?.map(({ RegionName }) => RegionName),
    ttl,
    recovery: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    tags: Tags,
  };
}

/** The tables that an independent client sees in a region. */
export async function tableNames(emulator: TestEmulator, region: string) {
  return (await emulator.client(DynamoDBClient, region).send(new ListTablesCommand({}))).TableNames;
}
