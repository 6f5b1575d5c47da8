import { describe, expect, it } from "vitest";
import { requireEnvironment } from "./environment.ts";
import type { EnvironmentInput } from "./environment.ts";
import { profileNames } from "./profiles/index.ts";
import { transactionsUs } from "./profiles/transactions-us.ts";
import { topologyOf, topologySchema } from "./topology.ts";

const input: EnvironmentInput = {
  environment: "dev",
  profile: "payments-us",
  environmentSuffix: "dev1",
  accountId: "123456789012",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};

const topology = topologyOf(requireEnvironment(input));

describe("topologyOf", () => {
  it("is this value for payments-us", () => {
    expect(topology).toEqual({
      profile: "payments-us",
      environment: "dev",
      environmentSuffix: "dev1",
      accountId: "123456789012",
      regions: { primary: "us-east-1", standby: "us-east-2" },
      controlProbeRegion: "us-west-2",
      domain: {
        name: "payment-dev1.test.local",
        mode: "none",
        delegated: false,
        failoverName: "api.payment-dev1.test.local",
      },
      names: {
        primary: {
          processor: "payment-processor-us-east-1-dev1",
          processorRole: "payment-processor-us-east-1-dev1",
          processorLogGroup: "/aws/lambda/payment-processor-us-east-1-dev1",
          api: "payment-api-us-east-1-dev1",
          alertTopic: "failover-alerts-us-east-1-dev1",
          keyAlias: "alias/payment-data-us-east-1-dev1",
          documentsBucket: "payment-docs-us-east-1-dev1",
          alarmPrefix: "payment-alarm-us-east-1-dev1",
          heartbeat: "payment-heartbeat-us-east-1-dev1",
          heartbeatRole: "payment-heartbeat-us-east-1-dev1",
          heartbeatLogGroup: "/aws/lambda/payment-heartbeat-us-east-1-dev1",
          heartbeatSchedule: "payment-heartbeat-schedule-us-east-1-dev1",
          heartbeatScheduleRole: "payment-heartbeat-schedule-us-east-1-dev1",
        },
        standby: {
          processor: "payment-processor-us-east-2-dev1",
          processorRole: "payment-processor-us-east-2-dev1",
          processorLogGroup: "/aws/lambda/payment-processor-us-east-2-dev1",
          api: "payment-api-us-east-2-dev1",
          alertTopic: "failover-alerts-us-east-2-dev1",
          keyAlias: "alias/payment-data-us-east-2-dev1",
          documentsBucket: "payment-docs-us-east-2-dev1",
          alarmPrefix: "payment-alarm-us-east-2-dev1",
          heartbeat: "payment-heartbeat-us-east-2-dev1",
          heartbeatRole: "payment-heartbeat-us-east-2-dev1",
          heartbeatLogGroup: "/aws/lambda/payment-heartbeat-us-east-2-dev1",
          heartbeatSchedule: "payment-heartbeat-schedule-us-east-2-dev1",
          heartbeatScheduleRole: "payment-heartbeat-schedule-us-east-2-dev1",
        },
        controller: {
          function: "payment-failover-us-east-2-dev1",
          logGroup: "/aws/lambda/payment-failover-us-east-2-dev1",
          role: "payment-failover-us-east-2-dev1",
          schedule: "payment-failover-schedule-us-east-2-dev1",
          scheduleRole: "payment-failover-schedule-us-east-2-dev1",
          stateTable: "payment-failover-state-us-east-2-dev1",
          latch: "payment-latch-us-east-2-dev1",
          latchLogGroup: "/aws/lambda/payment-latch-us-east-2-dev1",
          latchRole: "payment-latch-us-east-2-dev1",
        },
        global: {
          workloadTable: "payment-ledger-global-dev1",
          controlTable: "payment-control-global-dev1",
          boundary: "payment-boundary-global-dev1",
          dashboard: "payment-readiness-global-dev1",
          replicationRole: "payment-replication-global-dev1",
          recoveryRole: "payment-dr-global-dev1",
          operatorRole: "payment-operator-global-dev1",
        },
      },
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
      operatorArn: "arn:aws:iam::123456789012:role/payment-operator-global-dev1",
      alertEmails: [],
      tags: {
        Application: "payments",
        "tandem:profile": "payments-us",
        "tandem:environment": "dev",
        "tandem:environment-suffix": "dev1",
      },
    });
  });

  it("names resources after overridden regions, and serves an overridden domain", () => {
    const moved = topologyOf(
      requireEnvironment({
        ...input,
        domain: "pay.test",
        primaryRegion: "eu-central-1",
        standbyRegion: "ap-northeast-3",
      }),
    );
    expect(moved.regions).toEqual({ primary: "eu-central-1", standby: "ap-northeast-3" });
    expect(moved.names.primary.api).toBe("payment-api-eu-central-1-dev1");
    expect(moved.names.standby.api).toBe("payment-api-ap-northeast-3-dev1");
    expect(moved.domain).toEqual({
      name: "pay.test",
      mode: "none",
      delegated: false,
      failoverName: "api.pay.test",
    });
  });

  it("takes what configuration says of delegation and people", () => {
    const parent = topologyOf(
      requireEnvironment({
        ...input,
        domain: "pay.bank.co",
        domainMode: "delegated",
        parentZoneId: "Z123",
        operatorArn: "arn:aws:iam::123456789012:user/ada",
        alertEmails: "a@bank.co,b@bank.co",
      }),
    );
    expect(parent.domain).toEqual({
      name: "pay.bank.co",
      mode: "delegated",
      parentZoneId: "Z123",
      delegated: true,
      failoverName: "api.pay.bank.co",
    });
    expect(parent.operatorArn).toBe("arn:aws:iam::123456789012:user/ada");
    expect(parent.alertEmails).toEqual(["a@bank.co", "b@bank.co"]);
    expect(topologySchema.parse(JSON.parse(JSON.stringify(parent)))).toEqual(parent);
  });

  it.each(profileNames)(
    "of %s parses by its own schema to itself, also after JSON, as a stack output must",
    (profile) => {
      const made = topologyOf(requireEnvironment({ ...input, profile }));
      expect(topologySchema.parse(made)).toEqual(made);
      expect(topologySchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    },
  );

  it("has the parts of its profile, and the environment's engine", () => {
    const { database, network, compute, routing, sessionsTable, store } = topologyOf(
      requireEnvironment({ ...input, profile: "transactions-us", databaseEngineVersion: "16.11" }),
    );
    const { database: asked, ...profile } = transactionsUs;
    expect(database).toEqual({ ...asked, engineVersion: "16.11" });
    expect({ network, compute, routing, sessionsTable, store }).toEqual({
      network: profile.network,
      compute: profile.compute,
      routing: profile.routing,
      sessionsTable: true,
      store: "aurora",
    });
  });

  it("names a function's log group as Lambda does, also where the function's name is shortened", () => {
    const { processor, processorLogGroup } = topologyOf(
      requireEnvironment({ ...input, environmentSuffix: "a".repeat(50) }),
    ).names.primary;
    expect(processor).toHaveLength(64);
    expect(processorLogGroup).toBe(`/aws/lambda/${processor}`);
  });
});

describe("topologySchema", () => {
  it.each([
    ["an account that is no 12 digits", { accountId: "1234" }, "accountId"],
    ["an unknown region", { regions: { primary: "us-east-1", standby: "us-east-9" } }, "regions.standby"],
    [
      "an interval that Route 53 does not offer",
      { routing: { ...topology.routing, healthCheckIntervalSeconds: 20 } },
      "routing.healthCheckIntervalSeconds",
    ],
    [
      "a threshold above Route 53's 10",
      { routing: { ...topology.routing, failureThreshold: 11 } },
      "routing.failureThreshold",
    ],
    ["a fractional budget", { budgets: { rtoSeconds: 0.5, rpoSeconds: 60 } }, "budgets.rtoSeconds"],
    [
      "an empty name",
      { names: { ...topology.names, global: { ...topology.names.global, dashboard: "" } } },
      "names.global.dashboard",
    ],
    ["an unknown kind of compute", { compute: { kind: "fargate" } }, "compute.kind"],
    [
      "a network that is no IPv4 block",
      {
        network: {
          azCount: 2,
          tiers: "public",
          natGateways: "none",
          cidrs: { primary: "10.0.0.0", standby: "10.1.0.0/16" },
        },
      },
      "network.cidrs.primary",
    ],
    ["another retention", { retention: "forever" }, "retention"],
  ])("refuses %s", (_, change, path) => {
    const result = topologySchema.safeParse({ ...topology, ...change });
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });
});

describe("names in us-east-1", () => {
  const namesWith = (primaryRegion: string, standbyRegion: string) =>
    topologyOf(requireEnvironment({ ...input, primaryRegion, standbyRegion })).names.route53Metrics;

  it("are there where neither region is that one", () => {
    expect(namesWith("eu-west-1", "eu-west-3")).toEqual({
      alertTopic: "failover-alerts-us-east-1-dev1",
      keyAlias: "alias/payment-data-us-east-1-dev1",
    });
  });

  it.each([
    ["us-east-1", "eu-west-1"],
    ["eu-west-1", "us-east-1"],
  ])("are absent with %s and %s", (primary, standby) => {
    expect(namesWith(primary, standby)).toBe(undefined);
  });
});
