import { ownedPropertiesOf } from "@tandem/config";
import { foundationContract, parseOutputs, trafficContract } from "@tandem/contracts";
import { brokenConsumers } from "@tandem/contracts/testing/ownership";
import { inventoryFile, unknownBelowTopology } from "@tandem/contracts/testing/regional-program";
import {
  allowedWildcards,
  ignoringOtherwise,
  inventory,
  typesWithTag,
  unsuffixedNames,
  withMocks,
  withoutProvider,
} from "@tandem/testing";
import { describe, expect, test, vi } from "vitest";
import entry from "./index.ts";
import { program } from "./program.ts";
import { planesOf } from "./testing/planes.ts";

const made = async (profile: string) => {
  const { topology, references, planes } = planesOf(profile);
  const updates = {
    foundation: await withMocks(program, planes.foundation),
    traffic: await withMocks(program, planes.traffic),
  };
  return { profile, topology, references, planes, updates };
};
const payments = await made("payments-us");
const trading = await made("trading-serverless-us");
const transactions = await made("transactions-us");
const instances = await made("trading-eu");
const { topology, references, planes, updates } = payments;

const cases = [payments, trading, transactions, instances].flatMap((environment) => [
  { ...environment, plane: "foundation" as const },
  { ...environment, plane: "traffic" as const },
]);

describe.for(cases)("the $plane plane of $profile", ({ profile, plane, topology, references, planes, updates }) => {
  const { resources } = updates[plane];

  test("makes the resources of the committed inventory", async () => {
    await expect(inventory(resources)).toMatchFileSnapshot(inventoryFile(profile, plane));
  });

  test("makes the same resources in a preview that knows nothing of the stacks above but the topology", async () => {
    const unknowns = unknownBelowTopology(references);
    const preview = await withMocks(program, { ...planes[plane], references: unknowns, preview: true });
    expect(inventory(preview.resources)).toBe(inventory(resources));
  });

  test("leaves no resource to a default provider, and allows no action by wildcard", () => {
    expect(withoutProvider(resources)).toEqual([]);
    expect(allowedWildcards(resources)).toEqual([]);
  });

  test("names everything after the environment", () => {
    expect(unsuffixedNames(resources, topology.environmentSuffix)).toEqual([]);
  });

  test("ignores changes of exactly what roles and the controller own", () => {
    expect(ignoringOtherwise(resources, ownedPropertiesOf)).toEqual([]);
  });
});

test("the foundation publishes what its contract says", () => {
  const { outputs } = updates.foundation;
  expect(parseOutputs(foundationContract, "dev", outputs)).toEqual({
    zoneId: expect.stringMatching(/^Z[0-9A-F]{20}$/),
    zoneNameServers: ["ns-0.awsdns-00.com", "ns-1.awsdns-01.net", "ns-2.awsdns-02.org", "ns-3.awsdns-03.co.uk"],
    workloadTableName: "payment-ledger-global-dev1",
    workloadTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
    controlTableName: "payment-control-global-dev1",
    controlTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-control-global-dev1",
    certificateArns: {},
  });
});

test("the traffic plane publishes what its contract says", () => {
  const { outputs } = updates.traffic;
  expect(parseOutputs(trafficContract, "dev", outputs)).toEqual({
    healthCheckId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    failoverHealthCheckId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    failoverDnsName: "api.payment-dev1.test.local",
    healthCheckUrls: {
      primary: "https://aaaaaaaaaa.execute-api.us-east-1.amazonaws.com/prod/health",
      standby: "https://bbbbbbbbbb.execute-api.us-east-2.amazonaws.com/prod/ready",
    },
    dashboardName: "payment-readiness-global-dev1",
    dashboardUrl:
      "https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#dashboards/dashboard/payment-readiness-global-dev1",
    alarmArns: [
      "arn:aws:cloudwatch:us-east-1:123456789012:alarm:payment-alarm-us-east-1-dev1-region",
      "arn:aws:cloudwatch:us-east-2:123456789012:alarm:payment-alarm-us-east-2-dev1-region",
      "arn:aws:cloudwatch:us-east-1:123456789012:alarm:payment-alarm-us-east-1-dev1-endpoint-down",
    ],
  });
});

test("the traffic plane points the records at both APIs, and the check at the primary's", () => {
  const { resources, outputs } = updates.traffic;
  const inputsOf = (name: string) => resources.find((resource) => resource.name === name && resource.custom)?.inputs;
  const { healthCheckId, failoverHealthCheckId } = parseOutputs(trafficContract, "dev", outputs);
  expect(inputsOf("endpoint")).toMatchObject({ fqdn: "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com" });
  expect(inputsOf("records-primary")).toMatchObject({
    zoneId: "Z1",
    records: ["aaaaaaaaaa.execute-api.us-east-1.amazonaws.com"],
    healthCheckId: failoverHealthCheckId,
  });
  expect(inputsOf("failover")).toMatchObject({ childHealthchecks: [healthCheckId, "latch-check"] });
  expect(inputsOf("control-witness-primary")).toMatchObject({ healthCheckId });
  expect(inputsOf("control-role-primary")).toMatchObject({ healthCheckId: "latch-check" });
  expect(inputsOf("records-standby")).toMatchObject({
    zoneId: "Z1",
    records: ["bbbbbbbbbb.execute-api.us-east-2.amazonaws.com"],
  });
});

test("the traffic plane arms the controller last, with what it watches", () => {
  const targets = updates.traffic.resources.find(({ type }) => type === "aws:dynamodb/tableItem:TableItem");
  expect(targets?.inputs["tableName"]).toBe("payment-failover-state-us-east-2-dev1");
  expect(JSON.parse(String(targets?.inputs["item"]))).toEqual({
    pk: { S: "targets" },
    sk: { S: "latest" },
    primaryHealthUrl: { S: "https://aaaaaaaaaa.execute-api.us-east-1.amazonaws.com/prod/health" },
    standbyReadyUrl: { S: "https://bbbbbbbbbb.execute-api.us-east-2.amazonaws.com/prod/ready" },
  });
  expect(targets?.dependsOn).toEqual([
    "control-role-primary",
    "control-role-standby",
    "control-witness-primary",
    "control-witness-standby",
    "primary-region",
    "records-primary",
    "records-standby",
    "standby-region",
  ]);
});

test("the traffic plane works through the standby region, but for the alarm on Route 53's metrics", () => {
  const { resources } = updates.traffic;
  const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
  expect(providers.map(({ name, inputs }) => [name, inputs["region"]])).toEqual([
    ["aws-standby", "us-east-2"],
    ["aws-route53-metrics", "us-east-1"],
  ]);
  const elsewhere = resources.filter(({ provider }) => provider === "aws-route53-metrics");
  expect(elsewhere.map(({ name }) => name)).toEqual(["endpoint-alarm-endpoint-down"]);
});

describe("the alarm on the health check", () => {
  const spare = "arn:aws:sns:us-east-1:123456789012:failover-alerts-us-east-1-dev1";
  const toldWith = async (primary: string, standby: string, published: object) => {
    const { planes: placed, references: above } = planesOf("payments-us", { primary, standby });
    const shared = { ...above["organization/tandem-shared/dev"], ...published };
    const { resources } = await withMocks(program, {
      ...placed.traffic,
      references: { ...above, "organization/tandem-shared/dev": shared },
    });
    const alarm = resources.find(({ name }) => name === "endpoint-alarm-endpoint-down");
    return alarm?.inputs["alarmActions"];
  };

  test.for([
    ["us-east-1", "eu-west-1"],
    ["eu-west-1", "us-east-1"],
  ] as const)("tells the topic of the region that is us-east-1 with %s and %s", async ([primary, standby]) => {
    expect(await toldWith(primary, standby, {})).toEqual([spare]);
  });

  test("tells shared's topic in us-east-1 where neither region is that one", async () => {
    expect(await toldWith("eu-west-1", "eu-west-3", { route53AlertTopicArn: `${spare}-shared` })).toEqual([
      `${spare}-shared`,
    ]);
  });

  test("tells nobody as long as shared has published no such topic", async () => {
    expect(await toldWith("eu-west-1", "eu-west-3", {})).toEqual([]);
  });
});

test.for([
  ["foundation", "traffic"],
  ["traffic", "foundation"],
] as const)("runs the %s plane without the module of the %s plane", async ([plane, other]) => {
  vi.doMock(`./${other}.ts`, () => {
    throw new Error(`${other}.ts was loaded`);
  });
  try {
    const { resources } = await withMocks(program, planes[plane]);
    expect(inventory(resources)).toBe(inventory(updates[plane].resources));
    await expect(withMocks(program, planes[other])).rejects.toThrow("mocking a module");
  } finally {
    vi.doUnmock(`./${other}.ts`);
  }
});

test("refuses a stack that names no plane, and says how to name one", async () => {
  const run = withMocks(program, { project: "tandem-global", stack: "dev" });
  await expect(run).rejects.toMatchObject({
    code: "plane-missing",
    message: 'the stack "dev" names no plane; legal endings: -foundation, -traffic',
    hint: "pulumi stack select dev-foundation",
  });
});

describe("a foundation of another kind", () => {
  const foundationOf = (change: Partial<typeof topology>) => {
    const shared = { ...references["organization/tandem-shared/dev"], topology: { ...topology, ...change } };
    return withMocks(program, {
      ...planes.foundation,
      references: { ...references, "organization/tandem-shared/dev": shared },
    });
  };
  const linesOf = (run: typeof updates.foundation) => inventory(run.resources).trim().split("\n");
  const added = (run: typeof updates.foundation) => {
    const usual = new Set(linesOf(updates.foundation));
    return linesOf(run).filter((line) => !usual.has(line));
  };
  const domain = { name: "pay.bank.co", failoverName: "api.pay.bank.co" };
  const requested = [
    "aws:acm/certificate:Certificate certificates-primary",
    "aws:acm/certificate:Certificate certificates-standby",
  ];
  const issued = [
    "aws:acm/certificateValidation:CertificateValidation certificates-primary",
    "aws:acm/certificateValidation:CertificateValidation certificates-standby",
  ];
  const record = "aws:route53/record:Record certificates";

  test("requests certificates for a domain that people delegate, and publishes none yet", async () => {
    const run = await foundationOf({ domain: { ...domain, mode: "external", delegated: false } });
    expect(added(run)).toEqual([...requested, record]);
    expect(parseOutputs(foundationContract, "dev", run.outputs).certificateArns).toEqual({});
  });

  test("publishes the issued certificates of a domain that it delegates itself", async () => {
    const parent = { mode: "delegated", parentZoneId: "Z123", delegated: true } as const;
    const run = await foundationOf({ domain: { ...domain, ...parent } });
    expect(added(run)).toEqual([...requested, ...issued, record, "aws:route53/record:Record zone-delegation"]);
    expect(parseOutputs(foundationContract, "dev", run.outputs).certificateArns).toEqual({
      primary: expect.stringMatching(/^arn:aws:acm:us-east-1:123456789012:certificate\/[0-9a-f-]{36}$/),
      standby: expect.stringMatching(/^arn:aws:acm:us-east-2:123456789012:certificate\/[0-9a-f-]{36}$/),
    });
  });

  test("protects zone, tables and buckets where data is kept, and nothing else", async () => {
    const protectedOnes = ({ resources }: typeof updates.foundation) =>
      resources.filter(({ protect }) => protect).map(({ type, name }) => `${type} ${name}`);
    expect(protectedOnes(updates.foundation)).toEqual([]);
    expect(protectedOnes(await foundationOf({ retention: "keep" })).toSorted()).toEqual([
      "aws:dynamodb/table:Table control-table",
      "aws:dynamodb/table:Table workload-table",
      "aws:route53/zone:Zone zone",
      "aws:s3/bucket:Bucket documents-primary",
      "aws:s3/bucket:Bucket documents-standby",
    ]);
  });
});

test.for([
  ["foundation", ["aws:dynamodb/table:Table", "aws:route53/zone:Zone", "aws:s3/bucket:Bucket"]],
  ["traffic", ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:route53/healthCheck:HealthCheck"]],
] as const)("gives every taggable resource of %s its URN as a tag", async ([plane, types]) => {
  const { resources } = await withMocks(entry, planes[plane]);
  expect(typesWithTag(resources, "tandem:urn")).toEqual(types);
});

test("takes nothing away from the stacks and people that read it", async () => {
  expect(await brokenConsumers(foundationContract)).toEqual([]);
  expect(await brokenConsumers(trafficContract)).toEqual([]);
});
