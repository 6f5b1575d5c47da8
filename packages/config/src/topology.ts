import { z } from "zod";
import { domainModes } from "./domains.ts";
import { physicalName } from "./naming.ts";
import type { NamedService } from "./naming.ts";
import type { Profile } from "./profile.ts";
import { retentions } from "./profile.ts";
import { controlProbeRegionOf, regionNames, route53MetricsRegion } from "./regions.ts";
import type { Region, Role } from "./regions.ts";
import type { EnvironmentConfig } from "./environment.ts";

const name = z.string().min(1);
const seconds = z.number().int().positive();

/** Physical names in one region. */
const regionalNames = z.object({
  /** The Lambda function. */
  processor: name,
  processorRole: name,
  /** Where Lambda writes a function's log: `/aws/lambda/<physical name of the function>`. */
  processorLogGroup: name,
  api: name,
  alertTopic: name,
  keyAlias: name,
  documentsBucket: name,
  /** What the name of every alarm of the region begins with. */
  alarmPrefix: name,
  /** The function that writes the region's heartbeat. */
  heartbeat: name,
  heartbeatRole: name,
  heartbeatLogGroup: name,
  heartbeatSchedule: name,
  /** The role that EventBridge Scheduler starts the writer with. */
  heartbeatScheduleRole: name,
});

/** Physical names of the failover controller and its latch, all in the standby region. */
const controllerNames = z.object({
  function: name,
  logGroup: name,
  role: name,
  schedule: name,
  /** The role that EventBridge Scheduler starts the controller with. */
  scheduleRole: name,
  /** Lease, state, latch, requests and ledger. */
  stateTable: name,
  latch: name,
  latchLogGroup: name,
  latchRole: name,
});

/** Physical names in us-east-1 of what hears of Route 53's metrics. */
const route53MetricsNames = z.object({ alertTopic: name, keyAlias: name });

/** Physical names of what spans both regions. */
const globalNames = z.object({
  workloadTable: name,
  controlTable: name,
  boundary: name,
  dashboard: name,
  replicationRole: name,
  recoveryRole: name,
  operatorRole: name,
});

/**
 * The environment as every stack sees it: literals only, decided by configuration, never by a resource, so that a
 * consumer can read it before anything exists. `shared` publishes it; nobody else computes it.
 */
export const topologySchema = z.object({
  profile: name,
  environment: name,
  environmentSuffix: name,
  accountId: z.string().regex(/^\d{12}$/),
  regions: z.object({ primary: z.enum(regionNames), standby: z.enum(regionNames) }),
  /** The third region that the controller asks, to tell a primary that is gone from a network of its own that is. */
  controlProbeRegion: z.enum(regionNames),
  domain: z.object({
    name,
    /**
     * `none`: nobody can validate the domain, so no certificate exists and TLS under the failover name is off.
     * `external`: people delegate the zone by hand. `delegated`: the parent zone is ours, and foundation delegates.
     */
    mode: z.enum(domainModes),
    /** Only in the mode `delegated`. */
    parentZoneId: name.optional(),
    /** Whether the zone answers in public DNS, so that certificates validate and the failover name serves TLS. */
    delegated: z.boolean(),
    failoverName: name,
  }),
  names: z.object({
    primary: regionalNames,
    standby: regionalNames,
    controller: controllerNames,
    global: globalNames,
    /** Only where neither region is us-east-1; else the topic of the region that is hears of Route 53's metrics. */
    route53Metrics: route53MetricsNames.optional(),
  }),
  compute: z.object({
    memoryMegabytes: z.number().int().positive(),
    timeoutSeconds: seconds,
    stageName: name,
  }),
  routing: z.object({
    ttlSeconds: seconds,
    healthCheckIntervalSeconds: z.literal([10, 30]),
    failureThreshold: z.number().int().min(1).max(10),
  }),
  logRetentionDays: z.number().int().positive(),
  retention: z.enum(retentions),
  budgets: z.object({ rtoSeconds: seconds, rpoSeconds: seconds }),
  /** The only principal that may take the recovery role. */
  operatorArn: name,
  /** Who is told of alarms, in both regions. */
  alertEmails: z.array(name),
  tags: z.record(z.string(), z.string()),
});

export type Topology = z.infer<typeof topologySchema>;
export type RegionalNames = Topology["names"][Role];

/** Every physical name of an environment, with the service whose rules it must keep. */
export function namesOf(
  profile: Profile,
  regions: { readonly primary: Region; readonly standby: Region },
  suffix: string,
): { names: Topology["names"]; all: readonly { service: NamedService; name: string }[] } {
  const all: { service: NamedService; name: string }[] = [];
  const named = (service: NamedService, fullName: string): string => {
    const physical = physicalName(service, fullName);
    all.push({ service, name: physical });
    return physical;
  };
  const { services } = profile;
  const alerting = (region: Region) => ({
    alertTopic: named("sns-topic", profile.fullName(services.alerts, region, suffix)),
    keyAlias: named("kms-alias", `alias/${profile.fullName(services.key, region, suffix)}`),
  });
  const regional = (region: Region): RegionalNames => {
    const full = (service: string) => profile.fullName(service, region, suffix);
    const processor = named("lambda-function", full(services.processor));
    const heartbeat = named("lambda-function", full(services.heartbeat));
    return {
      processor,
      processorRole: named("iam-role", full(services.processor)),
      processorLogGroup: named("log-group", `/aws/lambda/${processor}`),
      api: named("rest-api", full(services.api)),
      ...alerting(region),
      documentsBucket: named("s3-bucket", full(services.documents)),
      alarmPrefix: named("alarm-prefix", full(services.alarms)),
      heartbeat,
      heartbeatRole: named("iam-role", full(services.heartbeat)),
      heartbeatLogGroup: named("log-group", `/aws/lambda/${heartbeat}`),
      heartbeatSchedule: named("schedule", full(services.heartbeatSchedule)),
      heartbeatScheduleRole: named("iam-role", full(services.heartbeatSchedule)),
    };
  };
  const controller = (region: Region): Topology["names"]["controller"] => {
    const full = (service: string) => profile.fullName(service, region, suffix);
    const controllerFunction = named("lambda-function", full(services.failoverController));
    const latch = named("lambda-function", full(services.failoverLatch));
    return {
      function: controllerFunction,
      logGroup: named("log-group", `/aws/lambda/${controllerFunction}`),
      role: named("iam-role", full(services.failoverController)),
      schedule: named("schedule", full(services.failoverSchedule)),
      scheduleRole: named("iam-role", full(services.failoverSchedule)),
      stateTable: named("dynamodb-table", full(services.failoverState)),
      latch,
      latchLogGroup: named("log-group", `/aws/lambda/${latch}`),
      latchRole: named("iam-role", full(services.failoverLatch)),
    };
  };
  const spanning = (service: string) => profile.fullName(service, "global", suffix);
  const isNear = [regions.primary, regions.standby].includes(route53MetricsRegion);
  const names = {
    primary: regional(regions.primary),
    standby: regional(regions.standby),
    controller: controller(regions.standby),
    global: {
      workloadTable: named("dynamodb-table", spanning(services.workloadTable)),
      controlTable: named("dynamodb-table", spanning(services.controlTable)),
      boundary: named("iam-policy", spanning(services.boundary)),
      dashboard: named("dashboard", spanning(services.dashboard)),
      replicationRole: named("iam-role", spanning(services.replication)),
      recoveryRole: named("iam-role", spanning(services.recovery)),
      operatorRole: named("iam-role", spanning(services.operator)),
    },
    ...(isNear ? {} : { route53Metrics: alerting(route53MetricsRegion) }),
  };
  return { names, all };
}

/** The topology that a valid configuration asks for. */
export function topologyOf(config: EnvironmentConfig): Topology {
  const { profile, environment, environmentSuffix, accountId, regions, domain, domainMode, parentZoneId } = config;
  const { names } = namesOf(profile, regions, environmentSuffix);
  return {
    profile: profile.name,
    environment,
    environmentSuffix,
    accountId,
    regions,
    controlProbeRegion: controlProbeRegionOf(regions),
    domain: {
      name: domain,
      mode: domainMode,
      ...(parentZoneId === undefined ? {} : { parentZoneId }),
      delegated: config.delegated,
      failoverName: `${profile.failoverLabel}.${domain}`,
    },
    names,
    compute: { ...profile.compute },
    routing: { ...profile.routing },
    logRetentionDays: profile.logRetentionDays,
    retention: config.retention,
    budgets: { ...profile.budgets },
    operatorArn: config.operatorArn ?? `arn:aws:iam::${accountId}:role/${names.global.operatorRole}`,
    alertEmails: [...config.alertEmails],
    tags: {
      ...profile.tags,
      "tandem:profile": profile.name,
      "tandem:environment": environment,
      "tandem:environment-suffix": environmentSuffix,
    },
  };
}
