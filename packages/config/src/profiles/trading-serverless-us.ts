import type { Profile } from "../profile.ts";
import { documentsBehind, itemsBehind, plainHttp } from "./limits.ts";

/** Trading documents on a DynamoDB global table behind a balancer in each of two US regions, in VPCs without NAT. */
export const tradingServerlessUs = {
  name: "trading-serverless-us",
  summary: "trading: DynamoDB global table, Lambda behind a load balancer in each region, DNS failover",
  regions: { primary: "us-east-1", standby: "us-west-2" },
  services: {
    processor: "dr-processor",
    documents: "dr-documents",
    alerts: "dr-alerts",
    key: "dr-data",
    boundary: "dr-boundary",
    workloadTable: "dr-ledger",
    controlTable: "dr-control",
    dashboard: "dr-readiness",
    alarms: "dr-alarm",
    heartbeat: "dr-heartbeat",
    heartbeatSchedule: "dr-heartbeat-schedule",
    failoverController: "dr-failover",
    failoverSchedule: "dr-failover-schedule",
    failoverState: "dr-failover-state",
    failoverLatch: "dr-latch",
    replication: "dr-replication",
    recovery: "dr-recovery",
    operator: "dr-operator",
    vpc: "dr-vpc",
    loadBalancer: "dr-alb",
    loadBalancerSecurityGroup: "dr-alb-access",
    targetGroup: "dr-tg",
    parameters: "dr-parameters",
  },
  // The sheet's `dr-vpc-us-east-1-production-primary-x`: the pattern's environment is `production` there, whatever
  // Tandem's own is called; the suffix tells environments apart.
  fullName: (service, scope, environmentSuffix, role) =>
    `${service}-${scope}-production-${purposeOf(role)}-${environmentSuffix}`,
  defaultDomain: (environmentSuffix) => `trading-${environmentSuffix}.test.local`,
  failoverLabel: "api",
  compute: {
    kind: "lambda-alb",
    memoryMegabytes: 512,
    timeoutSeconds: 10,
    reservedConcurrency: 100,
    functionUrls: false,
  },
  store: "dynamodb",
  network: {
    azCount: 2,
    tiers: "public",
    natGateways: "none",
    cidrs: { primary: "10.20.0.0/16", standby: "10.21.0.0/16" },
  },
  sessionsTable: false,
  parameters: true,
  // The sheet's interval. One failure of each checker takes as long as three at 10 s, and DNS waits for more than four
  // checkers in five. A record below the apex need not be an alias, whose TTL of 60 s would double the outage.
  routing: {
    policy: "failover",
    record: "cname",
    ttlSeconds: 10,
    healthCheckIntervalSeconds: 30,
    failureThreshold: 1,
  },
  logRetentionDays: 30,
  retention: "disposable",
  budgets: { rtoSeconds: 300, rpoSeconds: 60 },
  limits: [
    "Functions in public subnets: they stay outside of the VPC. A function's network interface never gets a public address, so " +
      "that without NAT it would reach nothing but S3 and DynamoDB.",
    itemsBehind,
    documentsBehind,
    "An alarm on the failed health check: Route 53 reports its metrics to us-east-1 alone, which is the primary region. While that " +
      "is dark the alarm may stay silent; the failover controller tells the standby region's topic.",
    "A monitor of DynamoDB's lag: AWS reports it for writes only, in the region that wrote them.",
    plainHttp,
  ],
  tags: { Application: "trading" },
} as const satisfies Profile;

/** The last word before the suffix: what the region is for, or that a thing belongs to both. */
function purposeOf(role: "primary" | "standby" | undefined): string {
  if (role === undefined) return "shared";
  return role === "standby" ? "secondary" : role;
}
