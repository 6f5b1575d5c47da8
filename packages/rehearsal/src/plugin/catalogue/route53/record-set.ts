import type { ResourceRecordSet, RRType } from "@aws-sdk/client-route-53";
import type { Properties, Value } from "../../entry.ts";
import { flag, number, objects, present, requiredText, text, texts } from "../properties.ts";
import { onlyItem, withoutDot } from "./shared.ts";

/** What tells a record set from every other one of its zone. */
export interface RecordKey {
  readonly zoneId: string;
  /** The full name, without the dot at its end. */
  readonly fqdn: string;
  readonly type: RRType;
  readonly setIdentifier: string | undefined;
}

/** The identifier that the official provider uses: `Z123_api.example.test_CNAME_primary`. */
export function recordId({ zoneId, fqdn, type, setIdentifier }: RecordKey): string {
  return [zoneId, fqdn, type, ...(setIdentifier === undefined ? [] : [setIdentifier])].join("_");
}

/** Reads an identifier again. Names may hold an underscore, but they are lower case and record types are not. */
export function recordKey(id: string): RecordKey {
  const match = /^(?<zoneId>[A-Z0-9]+)_(?<fqdn>[^A-Z]*)_(?<type>[A-Z]+)(?:_(?<setIdentifier>.+))?$/.exec(id);
  const { zoneId, fqdn, type, setIdentifier } = match?.groups ?? {};
  if (zoneId === undefined || fqdn === undefined || type === undefined) {
    throw new Error(`${JSON.stringify(id)} names no record; legal: <zone id>_<name>_<type>, or with _<set identifier>`);
  }
  return { zoneId, fqdn, type: type as RRType, setIdentifier };
}

/** A record's full name in lower case: Route 53 takes names relative to no zone, the official provider does. */
export function fullName(name: string, zoneName: string): string {
  const [bare, zone] = [withoutDot(name).toLowerCase(), withoutDot(zoneName).toLowerCase()];
  if (bare === "") return zone;
  return bare === zone || bare.endsWith(`.${zone}`) ? bare : `${bare}.${zone}`;
}

/** Whether the record set that Route 53 answers with is the one of this key. */
export function isRecord(key: RecordKey, record: ResourceRecordSet): boolean {
  return (
    nameOf(record) === key.fqdn && record.Type === key.type && (record.SetIdentifier ?? undefined) === key.setIdentifier
  );
}

/** The full name of a record set. Route 53 writes a wildcard in octal. */
export function nameOf({ Name }: ResourceRecordSet): string {
  return withoutDot(Name ?? "").replace("\\052", "*");
}

/** The record set that the inputs ask for. */
export function toRecordSet(key: RecordKey, inputs: Properties): ResourceRecordSet {
  const alias = onlyItem(objects(inputs, "aliases"), "aliases");
  const failover = onlyItem(objects(inputs, "failoverRoutingPolicies"), "failoverRoutingPolicies");
  const weighted = onlyItem(objects(inputs, "weightedRoutingPolicies"), "weightedRoutingPolicies");
  const values = texts(inputs, "records");
  return {
    Name: key.fqdn,
    Type: key.type,
    SetIdentifier: key.setIdentifier,
    TTL: number(inputs, "ttl"),
    ResourceRecords: values?.map((value) => ({ Value: quoted(key.type, value) })),
    AliasTarget: alias && {
      DNSName: requiredText(alias, "name"),
      HostedZoneId: requiredText(alias, "zoneId"),
      EvaluateTargetHealth: flag(alias, "evaluateTargetHealth"),
    },
    Failover: failover && (requiredText(failover, "type") as ResourceRecordSet["Failover"]),
    Weight: weighted && number(weighted, "weight"),
    HealthCheckId: text(inputs, "healthCheckId"),
  };
}

/** The inputs that would have made this record set, without its name and zone. */
export function fromRecordSet(record: ResourceRecordSet): Properties {
  const { AliasTarget, Failover, Weight, ResourceRecords } = record;
  const alias: Value | undefined = AliasTarget && {
    evaluateTargetHealth: AliasTarget.EvaluateTargetHealth ?? false,
    name: withoutDot(AliasTarget.DNSName ?? ""),
    zoneId: AliasTarget.HostedZoneId ?? "",
  };
  return present({
    aliases: alias && [alias],
    failoverRoutingPolicies: Failover && [{ type: Failover }],
    healthCheckId: record.HealthCheckId,
    records: ResourceRecords?.map(({ Value = "" }) => unquoted(record.Type, Value)),
    setIdentifier: record.SetIdentifier,
    ttl: record.TTL,
    type: record.Type,
    weightedRoutingPolicies: Weight === undefined ? undefined : [{ weight: Weight }],
  });
}

/** Programs write TXT values bare, Route 53 wants them in quotes. */
function quoted(type: RRType, value: string): string {
  return type === "TXT" || type === "SPF" ? `"${value}"` : value;
}

function unquoted(type: RRType | undefined, value: string): string {
  return type === "TXT" || type === "SPF" ? value.replace(/^"(.*)"$/s, "$1") : value;
}
