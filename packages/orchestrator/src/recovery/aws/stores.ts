import { DescribeTableCommand, DynamoDBClient, ListTagsOfResourceCommand } from "@aws-sdk/client-dynamodb";
import { GetBucketTaggingCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { input, ofName, ofNameTaggedLater, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder, Tags } from "./wanted.ts";

export const table: Finder = async (wanted) => {
  const client = wanted.client(DynamoDBClient);
  const TableName = input(wanted, "name");
  const call = client.send(new DescribeTableCommand({ TableName }));
  const ResourceArn = (await unlessMissing(call, "ResourceNotFoundException"))?.Table?.TableArn;
  if (ResourceArn === undefined) return "absent";
  return ofName(wanted, TableName, await tableTags(client, ResourceArn));
};

/** The SDK has no paginator for them. */
async function tableTags(client: DynamoDBClient, ResourceArn: string, token?: string): Promise<Tags> {
  const { Tags: page, NextToken } = await client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken: token }));
  return { ...tagsOf(page), ...(NextToken === undefined ? {} : await tableTags(client, ResourceArn, NextToken)) };
}

export const bucket: Finder = async (wanted) => {
  const client = wanted.client(S3Client);
  const Bucket = input(wanted, "bucket");
  const found = await unlessMissing(client.send(new HeadBucketCommand({ Bucket })), "NotFound", "NoSuchBucket");
  if (found === undefined) return "absent";
  const tags = await unlessMissing(client.send(new GetBucketTaggingCommand({ Bucket })), "NoSuchTagSet");
  return ofNameTaggedLater(wanted, Bucket, tagsOf(tags?.TagSet));
};
