import { randomUUID } from "node:crypto";
import {
  CreateHealthCheckCommand,
  Route53Client,
  paginateListHealthChecks,
  paginateListHostedZones,
} from "@aws-sdk/client-route-53";
import type { PlainFailover } from "@tandem/orchestrator/ports";
import { everyItem, waitFor } from "./plugin/catalogue/calls.ts";
import { bareId, changeRecords, listRecords, withoutDot } from "./plugin/catalogue/route53/shared.ts";
import { contextIn } from "./plugin/clients.ts";
import type { CallContext } from "./plugin/entry.ts";
import { checkerReports } from "./resolver/checker-reports.ts";
import { rehearsalCredentials } from "./sandbox/environment.ts";

/** Route 53 has checkers in eight regions. */
const checkerCount = 8;

/** How long they may take to find the endpoint well, in seconds: one interval, and what an answer takes. */
const checkersSeconds = 60;

/**
 * Puts a new check of the primary's endpoint in place of what the failover records hang on, and another TTL on them. The
 * checks that were there stay, for the records beside them.
 * @param endpoint The region gate.
 * @throws Error where the environment has no such check or no such pair, and where checkers do not find the endpoint well
 */
export function plainFailover(endpoint: string): (wanted: PlainFailover) => Promise<void> {
  const context = contextIn("000000000000", { endpoint, region: "us-east-1", credentials: rehearsalCredentials });
  return async (wanted) => {
    const HealthCheckId = await copyCheck(context, wanted);
    await waitFor(`every checker finds ${wanted.primaryHost} well`, checkersSeconds, async () => {
      const reports = await checkerReports(endpoint, HealthCheckId);
      const isWell = reports.length === checkerCount && reports.every(({ status }) => status?.startsWith("Success"));
      return isWell ? true : undefined;
    });
    await hangOn(context, wanted, HealthCheckId);
  };
}

/** Makes another check that asks what the environment's own asks of this host. Returns its id. */
async function copyCheck(
  context: CallContext,
  { primaryHost, checkIntervalSeconds, failureThreshold }: PlainFailover,
): Promise<string> {
  const client = context.client(Route53Client);
  const checks = await everyItem(paginateListHealthChecks({ client }, {}), (page) => page.HealthChecks);
  const config = checks.find((check) => check.HealthCheckConfig?.FullyQualifiedDomainName === primaryHost);
  if (config?.HealthCheckConfig === undefined) throw new Error(`no health check asks ${primaryHost}`);
  // Without its regions, of which MiniStack 1.5.33 keeps empty strings: all of them is what it was made with.
  const { Regions: _regions, ...asked } = config.HealthCheckConfig;
  const { HealthCheck } = await client.send(
    new CreateHealthCheckCommand({
      CallerReference: randomUUID(),
      HealthCheckConfig: { ...asked, RequestInterval: checkIntervalSeconds, FailureThreshold: failureThreshold },
    }),
  );
  if (HealthCheck?.Id === undefined) throw new Error("CreateHealthCheck answers without an id");
  return HealthCheck.Id;
}

async function hangOn(
  context: CallContext,
  { failoverName, ttlSeconds }: PlainFailover,
  HealthCheckId: string,
): Promise<void> {
  const client = context.client(Route53Client);
  const zones = await everyItem(paginateListHostedZones({ client }, {}), (page) => page.HostedZones);
  for (const { Id = "", Name = "" } of zones.filter(({ Name }) =>
    failoverName.endsWith(`.${withoutDot(Name ?? "")}`),
  )) {
    const records = await listRecords(context, bareId(Id));
    const pair = records.filter(
      ({ Name: name, Type, SetIdentifier }) =>
        withoutDot(name ?? "") === failoverName && (Type === "CNAME" || Type === "A") && SetIdentifier !== undefined,
    );
    if (pair.length !== 2)
      throw new Error(`${withoutDot(Name)} has ${pair.length} records for ${failoverName}, not two`);
    const changes = pair.map(({ HealthCheckId: _before, ...record }) => ({
      Action: "UPSERT" as const,
      ResourceRecordSet: {
        ...record,
        // An alias has the TTL of what it leads to.
        ...(record.AliasTarget === undefined ? { TTL: ttlSeconds } : {}),
        // Of weighted records the one that has all the weight.
        ...(record.Failover === "PRIMARY" || (record.Weight ?? 0) > 0 ? { HealthCheckId } : {}),
      },
    }));
    await changeRecords(context, bareId(Id), changes);
    return;
  }
  throw new Error(`no zone holds ${failoverName}`);
}
