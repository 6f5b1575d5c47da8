import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireEnvironment } from "./environment.ts";
import { namesOf } from "./names-of.ts";
import type { GivenName } from "./names-of.ts";
import { refusal } from "./naming.ts";
import { profileNames, profiles } from "./profiles/index.ts";
import { regionNames } from "./regions.ts";

const profileOf = (profile: string) =>
  requireEnvironment({
    environment: "dev",
    profile,
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }).profile;

const namesIn = (name: string) => {
  const profile = profileOf(name);
  return namesOf(profile, profile.regions, "x").names;
};

/** Names that no two regions may share. */
const global = new Set(["s3-bucket", "iam-role", "iam-policy", "dashboard"]);
const keyOf = ({ service, name, scope }: GivenName) => `${service} ${global.has(service) ? "" : scope} ${name}`;

describe.each(profileNames)("namesOf %s", (name) => {
  const profile = profileOf(name);
  const region = fc.constantFrom(...regionNames);
  const suffix = fc.stringMatching(/^[a-z0-9]{1,40}$/);

  it("gives only accepted names, each of them once where it must be the only one, for any regions and suffix", () => {
    fc.assert(
      fc.property(region, region, suffix, (primary, standby, suffix) => {
        fc.pre(primary !== standby);
        const { all } = namesOf(profile, { primary, standby }, suffix);
        expect(all.map(({ service, name }) => refusal(service, name))).toEqual(all.map(() => undefined));
        const keys = all.map(keyOf);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("ends every name that is not shortened in the suffix", () => {
    const { all } = namesOf(profile, profile.regions, "x");
    const shortened = all.filter(({ name }) => !name.endsWith("-x"));
    expect(shortened.filter(({ name }) => !/-[0-9a-f]{6}$/.test(name))).toEqual([]);
  });

  it("lists every name that it gives", () => {
    for (const regions of [profile.regions, { primary: "eu-west-1", standby: "eu-west-3" } as const]) {
      const { names, all } = namesOf(profile, regions, "dev1");
      const given = Object.values(names).flatMap((group) => Object.values(group ?? {}) as readonly string[]);
      expect(all.map(({ name }) => name).toSorted()).toEqual(given.toSorted());
    }
  });
});

describe("a part that the profile has", () => {
  const optional = (profile: string) => {
    const { primary, standby, global } = namesIn(profile);
    return { primary: Object.keys(primary), standby: Object.keys(standby), global: Object.keys(global) };
  };
  const always = [
    "alertTopic",
    "keyAlias",
    "documentsBucket",
    "alarmPrefix",
    "heartbeat",
    "heartbeatRole",
    "heartbeatLogGroup",
    "heartbeatSchedule",
    "heartbeatScheduleRole",
  ];
  const processor = ["processor", "processorRole", "processorLogGroup"];
  const balancer = ["loadBalancer", "loadBalancerSecurityGroup", "targetGroup"];
  const database = [
    "databaseCluster",
    "databaseInstance",
    "databaseSubnetGroup",
    "databaseSecurityGroup",
    "clusterParameterGroup",
    "instanceParameterGroup",
    "databaseSecret",
    "lagReader",
    "lagReaderRole",
    "lagReaderLogGroup",
    "lagReaderSchedule",
    "lagReaderScheduleRole",
  ];

  it.each<[string, readonly string[], readonly string[]]>([
    ["payments-us", [...processor, "api"], ["workloadTable"]],
    ["trading-serverless-us", [...processor, "vpc", ...balancer, "parameterPrefix"], ["workloadTable"]],
    [
      "transactions-us",
      [
        ...processor,
        "vpc",
        "endpointSecurityGroup",
        "functionSecurityGroup",
        ...balancer,
        "healthFunction",
        "healthFunctionRole",
        "healthFunctionLogGroup",
        ...database,
      ],
      ["sessionsTable", "globalCluster"],
    ],
    [
      "trading-eu",
      [
        "vpc",
        "functionSecurityGroup",
        ...balancer,
        "autoScalingGroup",
        "launchTemplate",
        "instanceRole",
        "instanceLogGroup",
        "instanceSecurityGroup",
        ...database,
      ],
      ["globalCluster"],
    ],
  ])("has names in %s, and others have none", (profile, regional, global) => {
    const keys = optional(profile);
    expect(keys.primary.toSorted()).toEqual([...always, ...regional].toSorted());
    expect(keys.standby).toEqual(keys.primary);
    const spanning = ["controlTable", "boundary", "dashboard", "replicationRole", "recoveryRole", "operatorRole"];
    expect(keys.global.toSorted()).toEqual([...spanning, ...global].toSorted());
  });

  it("is a bug where the profile has no word for it", () => {
    const { api: _, ...services } = profileOf("payments-us").services;
    const profile = { ...profileOf("payments-us"), services };
    expect(() => namesOf(profile, profile.regions, "x")).toThrow("the profile payments-us has no word for api");
  });
});

describe("names", () => {
  it("are those of trading-serverless-us's sheet", () => {
    const { primary, standby, global, controller } = namesIn("trading-serverless-us");
    expect(primary.vpc).toBe("dr-vpc-us-east-1-production-primary-x");
    expect(standby.vpc).toBe("dr-vpc-us-west-2-production-secondary-x");
    expect(primary.processor).toBe("dr-processor-us-east-1-production-primary-x");
    expect(standby.documentsBucket).toBe("dr-documents-us-west-2-production-secondary-x");
    expect(standby.parameterPrefix).toBe("/dr-parameters-us-west-2-production-secondary-x");
    expect(controller.stateTable).toBe("dr-failover-state-us-west-2-production-secondary-x");
    expect(global.workloadTable).toBe("dr-ledger-global-production-shared-x");
    // 39 characters; a balancer's limit is 32.
    expect(standby.loadBalancer).toBe("dr-alb-us-west-2-producti-b5c38b");
    expect(standby.targetGroup).toBe("dr-tg-us-west-2-productio-ce9f81");
  });

  it("are those of trading-eu's sheet, with the role where a name is global", () => {
    const { primary, standby, global, route53Metrics } = namesIn("trading-eu");
    expect(primary.vpc).toBe("vpc-x");
    expect(standby.vpc).toBe("vpc-x");
    expect(primary.databaseCluster).toBe("aurora-cluster-x");
    expect([primary.documentsBucket, standby.documentsBucket]).toEqual([
      "artifacts-primary-x",
      "artifacts-secondary-x",
    ]);
    expect([primary.instanceRole, standby.instanceRole]).toEqual([
      "instance-role-primary-x",
      "instance-role-secondary-x",
    ]);
    expect(primary.heartbeat).toBe("heartbeat-x");
    expect(standby.heartbeatRole).toBe("heartbeat-role-secondary-x");
    expect(global.replicationRole).toBe("replication-role-x");
    expect(route53Metrics).toEqual({ alertTopic: "alerts-x", keyAlias: "alias/data-key-x" });
  });

  it("of transactions-us say service and region", () => {
    const { primary, standby, global } = namesIn("transactions-us");
    expect(primary.databaseCluster).toBe("transaction-cluster-us-east-1-x");
    expect(standby.healthFunction).toBe("transaction-health-us-west-2-x");
    expect(standby.healthFunctionLogGroup).toBe("/aws/lambda/transaction-health-us-west-2-x");
    expect(global.globalCluster).toBe("transaction-database-global-x");
    expect(global.sessionsTable).toBe("transaction-sessions-global-x");
  });

  it("of a secret and its replica are the same", () => {
    for (const [name, { database }] of profiles) {
      const { primary, standby } = namesIn(name);
      expect(primary.databaseSecret).toBe(standby.databaseSecret);
      expect(primary.databaseSecret === undefined).toBe(database === undefined);
    }
  });
});
