import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type {
  Change,
  ChangeInfo,
  ListResourceRecordSetsCommandOutput,
  ResourceRecordSet,
  TagResourceType,
} from "@aws-sdk/client-route-53";
import type { CallContext, Properties } from "../../entry.ts";
import { everyItem, waitFor } from "../calls.ts";
import { moveTags, tagList, tagsFromList } from "../tags.ts";
import type { Tags } from "../tags.ts";

/** Route 53 says that a change usually takes 60 s to reach its name servers. */
const syncLimitSeconds = 300;

/** The id in `/hostedzone/Z123`, as Route 53 writes it in answers. */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** A domain name without the dot at its end, which Route 53 always writes and programs usually leave out. */
export function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

/** Waits until every name server has the change. */
export async function waitUntilInSync(context: CallContext, change: ChangeInfo | undefined): Promise<void> {
  const Id = change?.Id;
  if (Id === undefined) throw new Error("Route 53 answers a change without its id");
  await waitFor(`change ${bareId(Id)} in sync`, syncLimitSeconds, async () => {
    const { ChangeInfo } = await context.client(Route53Client).send(new GetChangeCommand({ Id: bareId(Id) }));
    return ChangeInfo?.Status === "INSYNC" ? ChangeInfo : undefined;
  });
}

/** All changes at once or none, and waits until they are everywhere. */
export async function changeRecords(context: CallContext, zoneId: string, changes: Change[]): Promise<void> {
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } });
  const { ChangeInfo } = await context.client(Route53Client).send(command);
  await waitUntilInSync(context, ChangeInfo);
}

/** Every record set of a zone. */
export function listRecords(context: CallContext, zoneId: string): Promise<ResourceRecordSet[]> {
  return everyItem(recordPages(context, zoneId), (page) => page.ResourceRecordSets);
}

/** The SDK has no paginator for this call, since a page starts at a name, a type and a set identifier at once. */
async function* recordPages(
  context: CallContext,
  HostedZoneId: string,
): AsyncGenerator<ListResourceRecordSetsCommandOutput, void, undefined> {
  let page: ListResourceRecordSetsCommandOutput | undefined;
  do {
    const start = {
      StartRecordName: page?.NextRecordName,
      StartRecordType: page?.NextRecordType,
      StartRecordIdentifier: page?.NextRecordIdentifier,
    };
    page = await context.client(Route53Client).send(new ListResourceRecordSetsCommand({ HostedZoneId, ...start }));
    yield page;
  } while (page.IsTruncated === true);
}

/** Whether a zone has made this record set itself: its own NS and SOA, which live as long as it does. */
export function isZonesOwn(zoneName: string, { Name, Type }: ResourceRecordSet): boolean {
  return withoutDot(Name ?? "") === withoutDot(zoneName) && (Type === "NS" || Type === "SOA");
}

export async function readTags(context: CallContext, ResourceType: TagResourceType, ResourceId: string): Promise<Tags> {
  const command = new ListTagsForResourceCommand({ ResourceType, ResourceId });
  const { ResourceTagSet } = await context.client(Route53Client).send(command);
  return tagsFromList(ResourceTagSet?.Tags);
}

export async function updateTags(
  context: CallContext,
  ResourceType: TagResourceType,
  ResourceId: string,
  there: Tags,
  wanted: Tags,
): Promise<void> {
  const route53 = context.client(Route53Client);
  await moveTags(there, wanted, {
    set: (tags) => route53.send(new ChangeTagsForResourceCommand({ ResourceType, ResourceId, AddTags: tagList(tags) })),
    remove: (RemoveTagKeys) =>
      route53.send(new ChangeTagsForResourceCommand({ ResourceType, ResourceId, RemoveTagKeys })),
  });
}

/** A property that the entry's own spec has already said is a list with one object. */
export function onlyItem(list: readonly Properties[], property: string): Properties | undefined {
  if (list.length > 1) throw new Error(`${property} has ${list.length} items; legal: one`);
  return list[0];
}
