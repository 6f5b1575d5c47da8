import { ACMClient, ListTagsForCertificateCommand, paginateListCertificates } from "@aws-sdk/client-acm";
import {
  GetHostedZoneCommand,
  ListTagsForResourceCommand,
  Route53Client,
  paginateListHealthChecks,
  paginateListHostedZones,
} from "@aws-sdk/client-route-53";
import type { TagResourceType } from "@aws-sdk/client-route-53";
import type { Finding } from "../lookup.ts";
import { asksTheSame } from "./health-check-likeness.ts";
import { everyItem, input, isOwn, ofTag, onlyOne, tagsOf } from "./wanted.ts";
import type { Finder, Tags, Wanted } from "./wanted.ts";

/** Zones get their tags by a second call: one of the same name and comment without any is the resource, too. */
export const zone: Finder = async (wanted) => {
  const client = wanted.client(Route53Client);
  const name = withoutDot(input(wanted, "name"));
  const zones = await everyItem(paginateListHostedZones({ client }, {}), (page) => page.HostedZones);
  const namesakes = zones
    .filter(({ Name = "" }) => withoutDot(Name) === name)
    .map(({ Id = "", Config }) => ({ id: bareId(Id), same: Config?.Comment === wanted.inputs["comment"] }));
  return ofTagOrLikeness(wanted, client, "hostedzone", namesakes);
};

/** Health checks, too: one that asks the same of the same endpoint, or that is calculated from the same others. */
export const healthCheck: Finder = async (wanted) => {
  const client = wanted.client(Route53Client);
  const checks = await everyItem(paginateListHealthChecks({ client }, {}), (page) => page.HealthChecks);
  const candidates = checks.map(({ Id: id = "", HealthCheckConfig }) => ({
    id,
    same: HealthCheckConfig !== undefined && asksTheSame(HealthCheckConfig, wanted.inputs),
  }));
  return ofTagOrLikeness(wanted, client, "healthcheck", candidates);
};

export const certificate: Finder = async (wanted) => {
  const client = wanted.client(ACMClient);
  const domain = input(wanted, "domainName");
  const all = await everyItem(paginateListCertificates({ client }, {}), (page) => page.CertificateSummaryList);
  const found = all
    .filter(({ DomainName }) => DomainName === domain)
    .map(async ({ CertificateArn: id = "" }) => {
      const { Tags } = await client.send(new ListTagsForCertificateCommand({ CertificateArn: id }));
      return { id, tags: tagsOf(Tags) };
    });
  return ofTag(wanted, await Promise.all(found));
};

/** A record's identifier follows from its inputs, but a program may leave its zone's name out of its own. */
export const record: Finder = async (wanted) => {
  const zoneId = input(wanted, "zoneId");
  const { HostedZone } = await wanted.client(Route53Client).send(new GetHostedZoneCommand({ Id: zoneId }));
  const [name, zoneName] = [withoutDot(input(wanted, "name")), withoutDot(HostedZone?.Name ?? "")];
  const isFull = name === zoneName || name.endsWith(`.${zoneName}`);
  const set = wanted.inputs["setIdentifier"];
  const parts = [zoneId, isFull ? name : `${name}.${zoneName}`, input(wanted, "type")];
  return { id: [...parts, ...(typeof set === "string" ? [set] : [])].join("_") };
};

/** The one with the resource's tag; else the one without any tags that is like it, which the run died over. */
async function ofTagOrLikeness(
  wanted: Wanted,
  client: Route53Client,
  type: TagResourceType,
  candidates: readonly { readonly id: string; readonly same: boolean }[],
): Promise<Finding> {
  const found = await Promise.all(
    candidates.map(async ({ id, same }) => ({ id, same, tags: await tagsAt(client, type, id) })),
  );
  if (found.some(({ tags }) => isOwn(wanted, tags))) return ofTag(wanted, found);
  const untagged = found.filter(
    ({ id, same, tags }) => same && Object.keys(tags).length === 0 && isUnknown(wanted, id),
  );
  return onlyOne(
    untagged.map(({ id }) => id),
    "are alike and without tags",
  );
}

function isUnknown({ known }: Wanted, id: string): boolean {
  return !known.includes(id);
}

async function tagsAt(client: Route53Client, ResourceType: TagResourceType, ResourceId: string): Promise<Tags> {
  const { ResourceTagSet } = await client.send(new ListTagsForResourceCommand({ ResourceType, ResourceId }));
  return tagsOf(ResourceTagSet?.Tags);
}

function bareId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
