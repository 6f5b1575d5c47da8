import type { Profile } from "../profile.ts";
import { documentsBehind, plainHttp } from "./limits.ts";

/** Names of buckets are global, and so are IAM's; the dashboard and what else is named here exists once. */
const namedWithRole: ReadonlySet<string> = new Set([
  "artifacts",
  "failover-controller-role",
  "failover-latch-role",
  "failover-schedule-role",
  "heartbeat-role",
  "heartbeat-schedule-role",
  "instance-role",
  "lag-reader-role",
  "lag-reader-schedule-role",
]);

/** A trading platform on an Aurora PostgreSQL global database, on instances behind a balancer in each of two EU regions. */
export const tradingEu = {
  name: "trading-eu",
  summary:
    "trading platform: Aurora PostgreSQL global database, EC2 behind a load balancer in each region, DNS failover",
  regions: { primary: "eu-central-1", standby: "eu-central-2" },
  services: {
    documents: "artifacts",
    alerts: "alerts",
    key: "data-key",
    boundary: "permission-boundary",
    controlTable: "control-table",
    dashboard: "dashboard",
    alarms: "alarm",
    heartbeat: "heartbeat",
    heartbeatRole: "heartbeat-role",
    heartbeatSchedule: "heartbeat-schedule",
    heartbeatScheduleRole: "heartbeat-schedule-role",
    failoverController: "failover-controller",
    failoverControllerRole: "failover-controller-role",
    failoverSchedule: "failover-schedule",
    failoverScheduleRole: "failover-schedule-role",
    failoverState: "failover-state",
    failoverLatch: "failover-latch",
    failoverLatchRole: "failover-latch-role",
    replication: "replication-role",
    recovery: "recovery-role",
    operator: "operator-role",
    processor: "trading-api",
    vpc: "vpc",
    functionSecurityGroup: "function-security-group",
    loadBalancer: "alb",
    loadBalancerSecurityGroup: "alb-security-group",
    targetGroup: "target-group",
    autoScalingGroup: "asg",
    launchTemplate: "launch-template",
    instanceRole: "instance-role",
    instanceLogGroup: "instance-logs",
    instanceSecurityGroup: "instance-security-group",
    globalCluster: "global-cluster",
    databaseCluster: "aurora-cluster",
    databaseInstance: "aurora-instance",
    databaseSubnetGroup: "db-subnet-group",
    databaseSecurityGroup: "db-security-group",
    clusterParameterGroup: "cluster-parameter-group",
    instanceParameterGroup: "instance-parameter-group",
    databaseSecret: "db-credentials",
    lagReader: "lag-reader",
    lagReaderRole: "lag-reader-role",
    lagReaderSchedule: "lag-reader-schedule",
    lagReaderScheduleRole: "lag-reader-schedule-role",
  },
  // Nothing names the region: what is regional is told apart by where it is.
  fullName: (service, _scope, environmentSuffix, role) =>
    role !== undefined && namedWithRole.has(service)
      ? `${service}-${role === "standby" ? "secondary" : role}-${environmentSuffix}`
      : `${service}-${environmentSuffix}`,
  defaultDomain: (environmentSuffix) => `trading-eu-${environmentSuffix}.test.local`,
  failoverLabel: "api",
  compute: {
    kind: "ec2-asg",
    // Among the classes that eu-central-2 has.
    instanceType: "t3.small",
    capacity: { primary: { min: 3, desired: 3, max: 9 }, standby: { min: 1, desired: 1, max: 9 } },
    // With the one that runs, as many as the primary has: stopped, they cost their volumes.
    warmPool: { minSize: 2, maxGroupPreparedCapacity: 3 },
    port: 8080,
  },
  store: "aurora",
  database: {
    kind: "aurora-global",
    engineVersion: "17.7",
    instanceClass: "db.r6g.large",
    // A second one in the primary takes over there by itself, in 30 to 60 s.
    instances: { primary: 2, standby: 1 },
    backupRetentionDays: 7,
    name: "trading",
  },
  network: {
    azCount: 3,
    tiers: "public-private",
    natGateways: "one-per-az",
    cidrs: { primary: "10.40.0.0/16", standby: "10.41.0.0/16" },
  },
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
    "RTO below five minutes: AWS promises no time for the promotion of an Aurora global database, which as a rule takes minutes. " +
      "With detection and DNS that is 150 to 285 s; a rehearsal models the promotion at 60 s.",
    "99.99 %: that is 52.6 minutes a year and 4.3 a month. One failover of 150 to 285 s takes most of a month's, or all of it.",
    "RPO below one minute: as a rule Aurora's standby is less than a second behind, and AWS promises no time. The parameter that " +
      "would hold commits back is off, since with a single standby its loss would stop every write.",
    documentsBehind,
    "Scaling up without a person: EC2 promises no capacity to instances that are launched, or started out of a warm pool, at that " +
      "moment. The standby's own instance serves meanwhile.",
    plainHttp,
    "Encryption in transit: the load balancers reach the instances by plain HTTP, at port 8080 inside the VPC.",
  ],
  tags: { Application: "trading-platform" },
} as const satisfies Profile;
