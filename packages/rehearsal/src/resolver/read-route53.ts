import { Route53Client, paginateListHealthChecks, paginateListHostedZones } from "@aws-sdk/client-route-53";
import type { HealthCheck as AwsHealthCheck, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { everyItem } from "../plugin/catalogue/calls.ts";
import { nameOf } from "../plugin/catalogue/route53/record-set.ts";
import { bareId, listRecords } from "../plugin/catalogue/route53/shared.ts";
import type { CallContext } from "../plugin/entry.ts";
import { plainName } from "./record-data.ts";
import type { HealthCheckLists } from "./health-check-lists.ts";
import type { HealthCheck, RecordSet, Route53Data, Routing } from "./model.ts";

/** Reads every zone, record and health check. @param lists What MiniStack does not keep of the checks. */
export async function readRoute53(context: CallContext, lists: HealthCheckLists): Promise<Route53Data> {
  const client = context.client(Route53Client);
  const zones = await everyItem(paginateListHostedZones({ client }, {}), (page) => page.HostedZones);
  const checks = await everyItem(paginateListHealthChecks({ client }, {}), (page) => page.HealthChecks);
  return {
    zones: await Promise.all(
      zones.map(async ({ Id = "", Name = "" }) => ({
        name: plainName(Name),
        records: (await listRecords(context, bareId(Id))).map(recordOf),
      })),
    ),
    healthChecks: checks.map((check) => healthCheckOf(check, lists)),
  };
}

function recordOf(record: ResourceRecordSet): RecordSet {
  const { Type = "", AliasTarget, TTL = 0, ResourceRecords = [], HealthCheckId } = record;
  return {
    name: plainName(nameOf(record)),
    type: Type,
    routing: routingOf(record),
    content:
      AliasTarget === undefined
        ? { kind: "values", ttlSeconds: TTL, values: ResourceRecords.map(({ Value = "" }) => Value) }
        : {
            kind: "alias",
            target: plainName(AliasTarget.DNSName ?? ""),
            evaluateTargetHealth: AliasTarget.EvaluateTargetHealth ?? false,
          },
    healthCheckId: HealthCheckId,
  };
}

function routingOf(record: ResourceRecordSet): Routing {
  const { Failover, Weight, SetIdentifier } = record;
  if (Failover !== undefined) return { kind: "failover", role: Failover };
  if (Weight !== undefined) return { kind: "weighted", weight: Weight };
  if (SetIdentifier === undefined) return { kind: "simple" };
  const policies = ["Region", "GeoLocation", "GeoProximityLocation", "CidrRoutingConfig", "MultiValueAnswer"] as const;
  return { kind: "unmodelled", policy: policies.find((name) => record[name] !== undefined) ?? "unknown" };
}

function healthCheckOf(
  { Id: id = "", HealthCheckConfig: config }: AwsHealthCheck,
  lists: HealthCheckLists,
): HealthCheck {
  const { Type: type, FullyQualifiedDomainName: host } = config ?? {};
  const base = { id, inverted: config?.Inverted ?? false, disabled: config?.Disabled ?? false };
  if (type === "CALCULATED") {
    return {
      ...base,
      kind: "calculated",
      children: lists.childrenOf(id),
      healthThreshold: config?.HealthThreshold ?? 0,
    };
  }
  const parsed = /^(?<scheme>HTTPS?)(?<matches>_STR_MATCH)?$/.exec(type ?? "")?.groups;
  // A check by address alone leads to no host that a sandbox has.
  if (parsed === undefined || host === undefined) return { ...base, kind: "unmodelled", type: type ?? "unknown" };
  const scheme = parsed["scheme"] === "HTTPS" ? "https" : "http";
  return {
    ...base,
    kind: "endpoint",
    endpoint: {
      scheme,
      host: plainName(host),
      port: config?.Port ?? (scheme === "https" ? 443 : 80),
      path: config?.ResourcePath?.replace(/^(?!\/)/, "/") ?? "/",
      searchString: parsed["matches"] === undefined ? undefined : config?.SearchString,
    },
    intervalSeconds: config?.RequestInterval ?? 30,
    failureThreshold: config?.FailureThreshold ?? 3,
    regions: lists.regionsOf(id),
  };
}
