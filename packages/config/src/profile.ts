import type { Region } from "./regions.ts";

/** `disposable`: `down` removes everything; `keep`: data is protected from deletion. */
export const retentions = ["disposable", "keep"] as const;
export type Retention = (typeof retentions)[number];

/** What an environment is made of; one typed value per profile, with the figures of its requirements. */
export interface Profile {
  readonly name: string;
  readonly summary: string;
  /** Which regions take which role unless an environment overrides them. */
  readonly regions: { readonly primary: Region; readonly standby: Region };
  /** The service part of each resource's name. */
  readonly services: {
    readonly processor: string;
    readonly api: string;
    readonly documents: string;
    readonly alerts: string;
    readonly key: string;
    readonly boundary: string;
    readonly workloadTable: string;
    readonly controlTable: string;
    readonly dashboard: string;
    readonly alarms: string;
    /** The function that says that its region is alive. */
    readonly heartbeat: string;
    /** What starts it, and the role that it is started with. */
    readonly heartbeatSchedule: string;
    /** The function that moves traffic when a region is lost, what starts it, and where it keeps what it knows. */
    readonly failoverController: string;
    readonly failoverSchedule: string;
    readonly failoverState: string;
    /** The function that tells Route 53 whether the primary has been left for good. */
    readonly failoverLatch: string;
    /** The role that S3 copies documents with. */
    readonly replication: string;
    /** The role that disaster-recovery operations are done with. */
    readonly recovery: string;
    /** The role of the people who may do them, unless an environment names another principal; they make it. */
    readonly operator: string;
  };
  /** Full name of a resource from its service, its region (or `global` where it spans both) and the environment's suffix. */
  fullName(service: string, scope: Region | "global", environmentSuffix: string): string;
  /** The domain that is used when `tandem init` gets none. */
  defaultDomain(environmentSuffix: string): string;
  /** The record, below the domain, that fails over. */
  readonly failoverLabel: string;
  readonly compute: {
    readonly memoryMegabytes: number;
    readonly timeoutSeconds: number;
    readonly stageName: string;
  };
  readonly routing: {
    /** TTL of the failover records, seconds. */
    readonly ttlSeconds: number;
    /** Route 53 accepts 10 or 30 seconds, fixed at creation. */
    readonly healthCheckIntervalSeconds: 10 | 30;
    readonly failureThreshold: number;
  };
  readonly logRetentionDays: number;
  readonly retention: Retention;
  /** Promises to the business, seconds. */
  readonly budgets: { readonly rtoSeconds: number; readonly rpoSeconds: number };
  readonly tags: Readonly<Record<string, string>>;
}
