import {
  GetHostedZoneCommand,
  NoSuchHostedZone,
  Route53Client,
  paginateListHostedZones,
} from "@aws-sdk/client-route-53";
import type { ResourceRecordSet, RRType } from "@aws-sdk/client-route-53";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, requiredText, text } from "../properties.ts";
import { checkAlias } from "./check-alias.ts";
import { fromRecordSet, fullName, isRecord, nameOf, recordId, recordKey, toRecordSet } from "./record-set.ts";
import type { RecordKey } from "./record-set.ts";
import { bareId, changeRecords, isZonesOwn, listRecords, withoutDot } from "./shared.ts";

/** One record set of a zone; its identifier is `<zone id>_<name>_<type>`, and `_<set identifier>` where it has one. */
export const record: ResourceEntry = {
  type: "aws:route53/record:Record",
  scope: "global",
  properties: {
    aliases: {
      fields: {
        evaluateTargetHealth: { required: true },
        name: { required: true },
        zoneId: { required: true },
      },
    },
    // How to create is known to the program alone.
    allowOverwrite: { writeOnly: true, default: false },
    failoverRoutingPolicies: { fields: { type: { required: true } } },
    healthCheckId: {},
    name: { required: true, replaces: true },
    records: { set: true },
    // Route 53 knows a record by its name, type and set identifier: another one is another record.
    setIdentifier: { replaces: true },
    ttl: {},
    type: { required: true, replaces: true },
    weightedRoutingPolicies: { fields: { weight: { required: true } } },
    zoneId: { required: true, replaces: true },
  },
  computed: { fqdn: "stable" },

  async create(context, inputs) {
    checkAlias(inputs);
    const zoneId = requiredText(inputs, "zoneId");
    const key: RecordKey = {
      zoneId,
      fqdn: fullName(requiredText(inputs, "name"), await zoneName(context, zoneId)),
      type: requiredText(inputs, "type") as RRType,
      setIdentifier: text(inputs, "setIdentifier"),
    };
    const Action = flag(inputs, "allowOverwrite") === true ? "UPSERT" : "CREATE";
    await changeRecords(context, zoneId, [{ Action, ResourceRecordSet: toRecordSet(key, inputs) }]);
    return recordId(key);
  },

  async read(context, id, known) {
    const key = recordKey(id);
    const found = await findRecord(context, key);
    if (found === undefined) return undefined;
    const given = text(known, "name");
    const isGiven = given !== undefined && fullName(given, await zoneName(context, key.zoneId)) === key.fqdn;
    return { ...fromRecordSet(found), fqdn: key.fqdn, name: isGiven ? given : key.fqdn, zoneId: key.zoneId };
  },

  async update(context, id, news) {
    checkAlias(news);
    const key = recordKey(id);
    await changeRecords(context, key.zoneId, [{ Action: "UPSERT", ResourceRecordSet: toRecordSet(key, news) }]);
  },

  async delete(context, id) {
    const key = recordKey(id);
    // Route 53 deletes a record set only by its exact present values.
    const found = await findRecord(context, key);
    if (found === undefined) return;
    await changeRecords(context, key.zoneId, [{ Action: "DELETE", ResourceRecordSet: found }]);
  },

  async list(context) {
    const pages = paginateListHostedZones({ client: context.client(Route53Client) }, {});
    const zones = await everyItem(pages, (page) => page.HostedZones);
    const listed = await Promise.all(
      zones.map(async ({ Id = "", Name = "" }) => {
        const records = await listRecords(context, bareId(Id));
        return records.filter((found) => !isZonesOwn(Name, found)).map((found) => listedAs(bareId(Id), found));
      }),
    );
    return listed.flat();
  },
};

function listedAs(zoneId: string, found: ResourceRecordSet): { id: string; name: string } {
  const { Type, SetIdentifier } = found;
  if (Type === undefined) throw new Error(`a record of zone ${zoneId} has no type`);
  return {
    id: recordId({ zoneId, fqdn: nameOf(found), type: Type, setIdentifier: SetIdentifier }),
    name: nameOf(found),
  };
}

async function findRecord(context: CallContext, key: RecordKey): Promise<ResourceRecordSet | undefined> {
  const records = await unlessGone(listRecords(context, key.zoneId), NoSuchHostedZone.name);
  return records?.find((found) => isRecord(key, found));
}

async function zoneName(context: CallContext, zoneId: string): Promise<string> {
  const { HostedZone } = await context.client(Route53Client).send(new GetHostedZoneCommand({ Id: zoneId }));
  if (HostedZone?.Name === undefined) throw new Error(`hosted zone ${zoneId} has no name`);
  return withoutDot(HostedZone.Name);
}
