import type { Region, Role } from "./regions.ts";
import type { Services } from "./services.ts";

/** `disposable`: `down` removes everything; `keep`: data is protected from deletion. */
export const retentions = ["disposable", "keep"] as const;
export type Retention = (typeof retentions)[number];

/** What a value is in the region of each role. */
export type PerRole<T> = Readonly<Record<Role, T>>;

/** What serves requests in each region. */
export type ProfileCompute =
  /** A function behind a REST API. */
  | {
      readonly kind: "lambda-rest-api";
      readonly memoryMegabytes: number;
      readonly timeoutSeconds: number;
      readonly stageName: string;
    }
  /** A function behind an Application Load Balancer. */
  | {
      readonly kind: "lambda-alb";
      readonly memoryMegabytes: number;
      readonly timeoutSeconds: number;
      /** How many requests it serves at once, at most and at least. @default none: the account's concurrency is shared */
      readonly reservedConcurrency?: number;
      /** Whether a second function tells of the region's health at an address of its own, past the balancer. */
      readonly functionUrls: boolean;
    }
  /** Instances of an Auto Scaling group behind an Application Load Balancer. */
  | {
      readonly kind: "ec2-asg";
      readonly instanceType: string;
      /** Numbers of instances. `desired` is where a group begins; policies and the controller move it. */
      readonly capacity: PerRole<{ readonly min: number; readonly desired: number; readonly max: number }>;
      /** Instances that have been prepared and stopped, which are in service sooner than new ones. */
      readonly warmPool: { readonly minSize: number; readonly maxGroupPreparedCapacity: number };
      /** Where the balancer reaches an instance. */
      readonly port: 8080;
    };

/** An Aurora PostgreSQL cluster in each region, of one global database. */
export interface ProfileDatabase {
  readonly kind: "aurora-global";
  /** Unless an environment names another one; of `engineVersions`. */
  readonly engineVersion: string;
  /** Of a memory-optimized class: global databases take no burstable one. */
  readonly instanceClass: string;
  /** How many instances each cluster has. A cluster without one cannot be promoted. */
  readonly instances: PerRole<number>;
  readonly backupRetentionDays: number;
  /** Of the database in the cluster. */
  readonly name: string;
}

/** A VPC in each region. */
export interface ProfileNetwork {
  readonly azCount: 2 | 3;
  /** Which subnets each zone has. */
  readonly tiers: "public" | "public-private";
  /** How private subnets reach the internet. */
  readonly natGateways: "none" | "single" | "one-per-az";
  /** IPv4 blocks. They do not overlap, so that the two can be peered. */
  readonly cidrs: PerRole<string>;
}

/** How clients are led to a region. */
export interface ProfileRouting {
  /** `weighted`: 100 to 0, with a health check on each record. */
  readonly policy: "failover" | "weighted";
  /** What the name is: an alias of a load balancer has a TTL of 60 seconds, a CNAME any. */
  readonly record: "cname" | "alias";
  /** TTL of the records, seconds; with aliases Route 53's 60. */
  readonly ttlSeconds: number;
  /** Of the check on the primary's API. Route 53 accepts 10 or 30 seconds, fixed at creation. */
  readonly healthCheckIntervalSeconds: 10 | 30;
  readonly failureThreshold: number;
  /** Of the checks on health functions. @default none: there are none */
  readonly functionUrlCheck?: { readonly intervalSeconds: 30; readonly failureThreshold: 3 };
}

/** Full name of a resource: of a region, or `global` where it spans both. The role is that of the region, where it has one. */
export type FullName = (service: string, scope: Region | "global", environmentSuffix: string, role?: Role) => string;

/** What an environment is made of; one typed value per profile, with the figures of its requirements. */
export interface Profile {
  readonly name: string;
  readonly summary: string;
  /** Which regions take which role unless an environment overrides them. */
  readonly regions: PerRole<Region>;
  /** The service part of each resource's name. */
  readonly services: Services;
  readonly fullName: FullName;
  /** The domain that is used when `tandem init` gets none. */
  defaultDomain(environmentSuffix: string): string;
  /** The record, below the domain, that fails over. */
  readonly failoverLabel: string;
  readonly compute: ProfileCompute;
  /** Where the ledger lives: in a global table, or in the database. */
  readonly store: "dynamodb" | "aurora";
  /** @default none */
  readonly database?: ProfileDatabase;
  /** @default none: nothing runs in a network of its own */
  readonly network?: ProfileNetwork;
  /** Whether sessions are kept, in a global table of their own. */
  readonly sessionsTable: boolean;
  /** Whether each region keeps its endpoints as encrypted parameters of Systems Manager. */
  readonly parameters: boolean;
  readonly routing: ProfileRouting;
  readonly logRetentionDays: number;
  readonly retention: Retention;
  /** Promises to the business, seconds. */
  readonly budgets: { readonly rtoSeconds: number; readonly rpoSeconds: number };
  /** What its requirements ask for and AWS does not let it keep, or on a condition only: each begins with what is asked for. */
  readonly limits: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}
