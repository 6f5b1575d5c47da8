import {
  AddTagsToResourceCommand,
  DescribeDBClustersCommand,
  DescribeGlobalClustersCommand,
  ListTagsForResourceCommand,
  RDSClient,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import type { DBCluster, GlobalCluster } from "@aws-sdk/client-rds";
import type { CallContext, Properties, Value } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { asked } from "../properties.ts";
import { moveTags, tagList, tagsFromList, tagsOf } from "../tags.ts";
import type { Tags } from "../tags.ts";

/** The description that the official provider gives what takes one. */
export const managed = "Managed by Pulumi";

/** How long the changes of clusters and instances may take; MiniStack makes them at once. */
export const patienceSeconds = 30;

/** The cluster of this identifier in the context's region; undefined when AWS does not know it. */
export async function describeCluster(context: CallContext, id: string): Promise<DBCluster | undefined> {
  const described = unlessGone(
    context.client(RDSClient).send(new DescribeDBClustersCommand({ DBClusterIdentifier: id })),
    "DBClusterNotFoundFault",
  );
  return (await described)?.DBClusters?.[0];
}

/** The global cluster of this identifier; undefined when AWS does not know it. */
export async function describeGlobalCluster(context: CallContext, id: string): Promise<GlobalCluster | undefined> {
  const described = unlessGone(
    context.client(RDSClient).send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: id })),
    "GlobalClusterNotFoundFault",
  );
  return (await described)?.GlobalClusters?.[0];
}

export async function readTags(context: CallContext, arn: string): Promise<Tags> {
  const { TagList } = await context.client(RDSClient).send(new ListTagsForResourceCommand({ ResourceName: arn }));
  return tagsFromList(TagList);
}

/** Makes the tags of `olds` those of `news`. */
export async function setTags(context: CallContext, arn: string, olds: Properties, news: Properties): Promise<void> {
  const rds = context.client(RDSClient);
  await moveTags(tagsOf(olds), tagsOf(news), {
    set: (tags) => rds.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: tagList(tags) })),
    remove: (TagKeys) => rds.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys })),
  });
}

/** The ARN of a resource of RDS in the context's region: `cluster:ledger`, `db:ledger-1`. */
export function arnOf(context: CallContext, kind: string, name: string): string {
  return `arn:aws:rds:${context.region}:${context.accountId}:${kind}:${name}`;
}

/** Those of the values that a read may report where AWS fills in what the program leaves out. */
export function whereAsked(
  known: Properties,
  values: Readonly<Record<string, Value | undefined>>,
): Record<string, Value | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => asked(known, key)));
}

/** MiniStack 1.5.33 takes a change of these and keeps what was there; so it is refused here. */
export function refuseLost(type: string, changed: ReadonlySet<string>, lost: readonly string[]): void {
  const found = lost.filter((name) => changed.has(name));
  if (found.length === 0) return;
  throw new Error(`${found.join(", ")} of ${type}: a change is not emulated (MiniStack 1.5.33 loses it)`);
}
