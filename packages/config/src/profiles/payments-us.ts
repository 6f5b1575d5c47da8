import type { Profile } from "../profile.ts";
import { documentsBehind, itemsBehind } from "./limits.ts";

/** Payments on a DynamoDB global table behind a REST API in each of two US regions. */
export const paymentsUs = {
  name: "payments-us",
  summary: "payments: DynamoDB global table, Lambda behind a REST API in each region, DNS failover",
  regions: { primary: "us-east-1", standby: "us-east-2" },
  services: {
    processor: "payment-processor",
    api: "payment-api",
    documents: "payment-docs",
    alerts: "failover-alerts",
    key: "payment-data",
    boundary: "payment-boundary",
    workloadTable: "payment-ledger",
    controlTable: "payment-control",
    dashboard: "payment-readiness",
    alarms: "payment-alarm",
    heartbeat: "payment-heartbeat",
    heartbeatSchedule: "payment-heartbeat-schedule",
    failoverController: "payment-failover",
    failoverSchedule: "payment-failover-schedule",
    failoverState: "payment-failover-state",
    failoverLatch: "payment-latch",
    replication: "payment-replication",
    recovery: "payment-dr",
    operator: "payment-operator",
  },
  fullName: (service, scope, environmentSuffix) => `${service}-${scope}-${environmentSuffix}`,
  defaultDomain: (environmentSuffix) => `payment-${environmentSuffix}.test.local`,
  failoverLabel: "api",
  compute: { kind: "lambda-rest-api", memoryMegabytes: 512, timeoutSeconds: 10, stageName: "prod" },
  store: "dynamodb",
  sessionsTable: false,
  parameters: false,
  routing: {
    policy: "failover",
    record: "cname",
    ttlSeconds: 10,
    healthCheckIntervalSeconds: 10,
    failureThreshold: 3,
  },
  logRetentionDays: 30,
  retention: "disposable",
  budgets: { rtoSeconds: 300, rpoSeconds: 60 },
  limits: [
    itemsBehind,
    documentsBehind,
    "The failover name serves: not until the domain is delegated, and in the domain mode none never. It leads to the APIs' own " +
      "hosts then, whose certificates and names are AWS's; each region's own endpoint serves all the same.",
  ],
  tags: { Application: "payments" },
} as const satisfies Profile;
