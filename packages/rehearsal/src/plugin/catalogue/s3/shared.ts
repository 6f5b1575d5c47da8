import { S3Client, paginateListBuckets } from "@aws-sdk/client-s3";
import type { CallContext, Listed } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";

/** The error names under which S3 says that a bucket is not there. */
const bucketGone = ["NoSuchBucket", "NotFound"] as const;

/** The answer about a bucket; undefined when the bucket, or what these error names stand for, is not there. */
export function unlessMissing<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  return unlessGone(call, ...bucketGone, ...names);
}

/**
 * The buckets of the context's region. A list of buckets holds those of all regions unless it names one.
 */
export async function bucketNames(context: CallContext): Promise<string[]> {
  const pages = paginateListBuckets({ client: context.client(S3Client) }, { BucketRegion: context.region });
  const buckets = await everyItem(pages, (page) => page.Buckets);
  return buckets.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
}

/** The buckets of the context's region that have a setting, as resources of its type; their identifier is the bucket. */
export async function bucketsWith(
  context: CallContext,
  has: (bucket: string) => Promise<boolean>,
): Promise<readonly Listed[]> {
  const found = await Promise.all(
    (await bucketNames(context)).map(async (id) => ((await has(id)) ? [{ id, name: id }] : [])),
  );
  return found.flat();
}

/** What is made of a value that is there; undefined of none. */
export function given<From, To>(value: From | undefined, make: (value: From) => To): To | undefined {
  return value === undefined ? undefined : make(value);
}
