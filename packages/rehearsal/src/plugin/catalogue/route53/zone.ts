import { randomUUID } from "node:crypto";
import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  NoSuchHostedZone,
  Route53Client,
  UpdateHostedZoneCommentCommand,
  paginateListHostedZones,
} from "@aws-sdk/client-route-53";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { flag, present, requiredText, text } from "../properties.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import {
  bareId,
  changeRecords,
  isZonesOwn,
  listRecords,
  readTags,
  updateTags,
  waitUntilInSync,
  withoutDot,
} from "./shared.ts";

/** What the official provider writes where the program says nothing. */
const defaultComment = "Managed by Pulumi";

/** A public hosted zone; its identifier is the zone id. */
export const zone: ResourceEntry = {
  type: "aws:route53/zone:Zone",
  scope: "global",
  properties: {
    comment: { default: defaultComment },
    // What to do at deletion is known to the program alone.
    forceDestroy: { writeOnly: true, default: false },
    name: { required: true, replaces: true },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    nameServers: "stable",
    primaryNameServer: "stable",
    tagsAll: "volatile",
    zoneId: "stable",
  },

  async create(context, inputs) {
    const { HostedZone, ChangeInfo } = await context.client(Route53Client).send(
      new CreateHostedZoneCommand({
        // Tells a second create from a repetition of this one.
        CallerReference: randomUUID(),
        HostedZoneConfig: { Comment: text(inputs, "comment") ?? defaultComment },
        Name: requiredText(inputs, "name"),
      }),
    );
    if (HostedZone?.Id === undefined) throw new Error("CreateHostedZone answers without an id");
    const id = bareId(HostedZone.Id);
    await completeOrUndo(
      `hosted zone ${id}`,
      async () => {
        await waitUntilInSync(context, ChangeInfo);
        await updateTags(context, "hostedzone", id, {}, tagsOf(inputs));
      },
      () => deleteZone(context, id),
    );
    return id;
  },

  async read(context, id, known) {
    const call = context.client(Route53Client).send(new GetHostedZoneCommand({ Id: id }));
    const found = await unlessGone(call, NoSuchHostedZone.name);
    if (found?.HostedZone?.Name === undefined) return undefined;
    const { Name, Config } = found.HostedZone;
    const records = await listRecords(context, id);
    const soa = records.find((record) => record.Type === "SOA" && isZonesOwn(Name, record))?.ResourceRecords?.[0]
      ?.Value;
    const given = text(known, "name");
    return present({
      arn: `arn:aws:route53:::hostedzone/${id}`,
      comment: Config?.Comment,
      name: given !== undefined && withoutDot(given) === withoutDot(Name) ? given : withoutDot(Name),
      nameServers: found.DelegationSet?.NameServers?.map(withoutDot).toSorted(),
      primaryNameServer: soa === undefined ? undefined : withoutDot(soa.split(" ")[0] ?? ""),
      zoneId: id,
      ...tagOutputs(await readTags(context, "hostedzone", id)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("comment")) {
      const Comment = text(news, "comment") ?? defaultComment;
      await context.client(Route53Client).send(new UpdateHostedZoneCommentCommand({ Id: id, Comment }));
    }
    if (changed.has("tags")) await updateTags(context, "hostedzone", id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id, state) {
    const steps = async () => {
      if (flag(state, "forceDestroy") === true) await deleteRecords(context, id);
      await deleteZone(context, id);
    };
    await unlessGone(steps(), NoSuchHostedZone.name);
  },

  async list(context) {
    const pages = paginateListHostedZones({ client: context.client(Route53Client) }, {});
    const zones = await everyItem(pages, (page) => page.HostedZones);
    return Promise.all(
      zones.map(async ({ Id = "", Name = "" }) => {
        const id = bareId(Id);
        return { id, name: withoutDot(Name), tags: await readTags(context, "hostedzone", id) };
      }),
    );
  },
};

async function deleteZone(context: CallContext, id: string): Promise<void> {
  const { ChangeInfo } = await context.client(Route53Client).send(new DeleteHostedZoneCommand({ Id: id }));
  await waitUntilInSync(context, ChangeInfo);
}

async function deleteRecords(context: CallContext, id: string): Promise<void> {
  const { HostedZone } = await context.client(Route53Client).send(new GetHostedZoneCommand({ Id: id }));
  const records = await listRecords(context, id);
  const others = records.filter((record) => !isZonesOwn(HostedZone?.Name ?? "", record));
  if (others.length === 0) return;
  const changes = others.map((record) => ({ Action: "DELETE" as const, ResourceRecordSet: record }));
  await changeRecords(context, id, changes);
}
