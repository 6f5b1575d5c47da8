import { z } from "zod";
import { domainModes } from "./domains.ts";
import type { EnvironmentConfig } from "./environment.ts";
import { namesOf } from "./names-of.ts";
import { namesSchema } from "./names-schema.ts";
import { ofPart } from "./parts.ts";
import { retentions } from "./profile.ts";
import { controlProbeRegionOf, regionNames } from "./regions.ts";

const name = z.string().min(1);
const count = z.number().int().min(0);
const seconds = z.number().int().positive();

const functionSize = { memoryMegabytes: z.number().int().positive(), timeoutSeconds: seconds };
const perRole = <T extends z.ZodType>(schema: T) => z.object({ primary: schema, standby: schema });

/** What serves requests in each region. */
const computeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("lambda-rest-api"), ...functionSize, stageName: name }),
  z.object({
    kind: z.literal("lambda-alb"),
    ...functionSize,
    reservedConcurrency: z.number().int().positive().optional(),
    functionUrls: z.boolean(),
  }),
  z.object({
    kind: z.literal("ec2-asg"),
    instanceType: name,
    capacity: perRole(z.object({ min: count, desired: count, max: count })),
    warmPool: z.object({ minSize: count, maxGroupPreparedCapacity: count }),
    port: z.literal(8080),
  }),
]);

const databaseSchema = z.object({
  kind: z.literal("aurora-global"),
  engineVersion: name,
  instanceClass: name,
  instances: perRole(z.number().int().positive()),
  backupRetentionDays: z.number().int().min(1).max(35),
  name,
});

const networkSchema = z.object({
  azCount: z.literal([2, 3]),
  tiers: z.enum(["public", "public-private"]),
  natGateways: z.enum(["none", "single", "one-per-az"]),
  cidrs: perRole(z.cidrv4()),
});

const routingSchema = z.object({
  policy: z.enum(["failover", "weighted"]),
  record: z.enum(["cname", "alias"]),
  ttlSeconds: seconds,
  healthCheckIntervalSeconds: z.literal([10, 30]),
  failureThreshold: z.number().int().min(1).max(10),
  functionUrlCheck: z.object({ intervalSeconds: z.literal(30), failureThreshold: z.literal(3) }).optional(),
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
  names: namesSchema,
  compute: computeSchema,
  /** Where the ledger lives. */
  store: z.enum(["dynamodb", "aurora"]),
  /** A cluster in each region, of one global database; absent where the profile has none. */
  database: ofPart("database", databaseSchema),
  /** A VPC in each region; absent where nothing runs in one. */
  network: ofPart("network", networkSchema),
  /** Whether sessions are kept in a global table. */
  sessionsTable: z.boolean(),
  /** Whether each region keeps its endpoints as encrypted parameters. */
  parameters: z.boolean(),
  routing: routingSchema,
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

/** The topology that a valid configuration asks for. */
export function topologyOf(config: EnvironmentConfig): Topology {
  const { profile, environment, environmentSuffix, accountId, regions, domain, domainMode, parentZoneId } = config;
  const { databaseEngineVersion } = config;
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
    store: profile.store,
    ...(profile.database === undefined
      ? {}
      : { database: { ...profile.database, engineVersion: databaseEngineVersion ?? profile.database.engineVersion } }),
    ...(profile.network === undefined ? {} : { network: { ...profile.network } }),
    sessionsTable: profile.sessionsTable,
    parameters: profile.parameters,
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
